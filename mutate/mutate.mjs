// `npm run mutate` breaks lines of the rooms in rooms.mjs one by one and runs the tests that reach each line: a mutant that
// no test notices survives. `npm run mutate -- core/graph 'src/core/infer/scope.ts'` takes rooms, or files of rooms.
// Results stay in target/mutate, and what has not changed since is not run again; KERROS_MUTATION_WORKERS says how many run
// at a time (2).
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { globSync } from 'tinyglobby'
import { rooms } from './rooms.mjs'

/** Percent of the mutants of a room that tests must notice. */
const LEAST = 85

const asked = process.argv.slice(2)
const unknown = asked.filter((name) => !Object.hasOwn(rooms, name) && roomsOf(name).length === 0)
if (unknown.length > 0) {
  console.error(`No room and no room's file: ${unknown.join(', ')}. Rooms: ${Object.keys(rooms).join(', ')}.`)
  process.exit(2)
}
mkdirSync('target/mutate', { recursive: true })
const results = chosenRooms().map(([name, files]) => mutate(name, files))
console.table(Object.fromEntries(results.map(({ room, ...figures }) => [room, figures])))
if (results.some(({ killed, survived, percent }) => killed + survived === 0 || percent < LEAST)) process.exitCode = 1

function roomsOf(file) {
  return Object.keys(rooms).filter((name) => globSync(rooms[name].files).includes(file))
}

/** Pairs of a room and those of its files that were asked for. */
function chosenRooms() {
  if (asked.length === 0) return Object.keys(rooms).map((name) => [name, rooms[name].files])
  return asked.flatMap((name) =>
    Object.hasOwn(rooms, name) ? [[name, rooms[name].files]] : roomsOf(name).map((room) => [room, [name]]),
  )
}

function mutate(room, files) {
  const report = `target/mutate/${room.replaceAll(/\W+/g, '-')}`
  const { status } = spawnSync('npx', ['stryker', 'run', 'mutate/stryker.config.mjs'], {
    stdio: 'inherit',
    env: {
      ...process.env,
      KERROS_MUTATED_ROOM: JSON.stringify({ files, report }),
      KERROS_MUTATED_TESTS: JSON.stringify(rooms[room].tests),
    },
  })
  if (status !== 0 || !existsSync(`${report}.json`)) throw new Error(`Stryker failed in ${room}`)
  const { files: mutated } = JSON.parse(readFileSync(`${report}.json`, 'utf8'))
  const counts = { Killed: 0, Timeout: 0, Survived: 0, NoCoverage: 0 }
  for (const { mutants } of Object.values(mutated)) for (const mutant of mutants) counts[mutant.status]++
  const killed = counts.Killed + counts.Timeout
  const survived = counts.Survived + counts.NoCoverage
  return { room, killed, survived, percent: Math.round((1000 * killed) / (killed + survived)) / 10 }
}

// `npm run mutate` breaks lines of the rooms in rooms.mjs one by one and runs the tests that reach each line: a mutant that
// no test notices survives. `npm run mutate -- core/graph 'src/core/infer/scope.ts'` takes rooms, or files of rooms.
// `--sample 25` takes a quarter of the lines, chosen by `--seed` (1), with the mutants that are on one line.
// Results stay in target/mutate, and what has not changed since is not run again; KERROS_MUTATION_WORKERS says how many run
// at a time (2), KERROS_CASES how many cases a property has (10).
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { globSync } from 'tinyglobby'
import { rooms } from './rooms.mjs'
import { sampleLines } from './sample-lines.mjs'

/** Percent of the mutants of a room that tests must notice. */
const LEAST = 85

const { positionals: asked, values } = parseArgs({
  allowPositionals: true,
  options: { sample: { type: 'string' }, seed: { type: 'string', default: '1' } },
})
const unknown = asked.filter((name) => !Object.hasOwn(rooms, name) && roomsOf(name).length === 0)
if (unknown.length > 0) {
  console.error(`No room and no room's file: ${unknown.join(', ')}. Rooms: ${Object.keys(rooms).join(', ')}.`)
  process.exit(2)
}
mkdirSync('target/mutate', { recursive: true })
const results = chosenRooms().map(([name, files]) => mutate(name, files))
console.table(Object.fromEntries(results.map(({ room, ...figures }) => [room, figures])))
if (results.some(({ percent }) => !(percent >= LEAST))) process.exitCode = 1

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
  const name = values.sample === undefined ? room : `${room} ${values.sample} ${values.seed}`
  const report = `target/mutate/${name.replaceAll(/\W+/g, '-')}`
  const mutated = values.sample === undefined ? files : sampleLines(globSync(files), values)
  // What only runs on import needs all tests in a thread of its own: a second pass, for those mutants alone.
  let mutants = runStryker(room, { files: mutated, report, ignoreStatic: true })
  if (mutants.some(isStatic)) mutants = runStryker(room, { files: mutated, report, ignoreStatic: false })
  const outcomes = mutants.map(outcomeOf)
  const [killed, endless, survived, ignored, broken] = ['killed', 'endless', 'survived', 'ignored', 'broken'].map(
    (outcome) => outcomes.filter((other) => other === outcome).length,
  )
  if (broken > 0) throw new Error(`${broken} mutants in ${room} could not be run`)
  const percent = Math.round((1000 * (killed + endless)) / (killed + endless + survived)) / 10
  return { room, killed, endless, survived, percent, ignored }
}

function runStryker(room, settings) {
  const { status } = spawnSync('npx', ['stryker', 'run', 'mutate/stryker.config.mjs'], {
    stdio: 'inherit',
    env: {
      ...process.env,
      KERROS_MUTATED_ROOM: JSON.stringify(settings),
      KERROS_MUTATED_TESTS: JSON.stringify(rooms[room].tests),
      KERROS_CASES: process.env.KERROS_CASES ?? '10',
      KERROS_MUTANT_SECONDS: String(rooms[room].seconds ?? 20),
    },
  })
  const report = `${settings.report}.json`
  if (status !== 0 || !existsSync(report)) throw new Error(`Stryker failed in ${room}`)
  const { files, testFiles } = JSON.parse(readFileSync(report, 'utf8'))
  // Stryker says nothing of a file of tests that cannot be loaded.
  const missing = globSync(rooms[room].tests).filter((file) => !Object.hasOwn(testFiles, file))
  if (missing.length > 0) throw new Error(`No tests of ${room} ran in ${missing.join(', ')}`)
  return Object.values(files).flatMap(({ mutants }) => mutants)
}

function isStatic({ status, static: onImport }) {
  return status === 'Ignored' && onImport
}

function outcomeOf({ status, statusReason = '' }) {
  if (status === 'Survived' || status === 'NoCoverage') return 'survived'
  if (status === 'Ignored') return 'ignored'
  // By the count of hits, by CPU time, or because a test waited in vain.
  if (status === 'Timeout' || /kept-thread emitted error/.test(statusReason)) return 'endless'
  if (status === 'Killed') return /timed out in \d+ms/.test(statusReason) ? 'endless' : 'killed'
  return 'broken'
}

// npm run bench: MovieLens-20M-size data, generated; each part a process of its own. Reports, in one run: load, models, tests
// and snapshots, a second build, a 200,000-rating increment; and the models' straightforward SQL as one script, by hand.
//   node bench/movielens/bench-movielens.mjs [--scale 1.0] [--keep FOLDER] [--repeat 1]
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { measureProcess, seconds } from '../measure/measure-process.mjs'
import { writeIncrement } from './write-increment.mjs'

const ROOT = path.resolve(import.meta.dirname, '../..')
const CLI = path.join(ROOT, 'dist/cli.js')
const { values } = parseArgs({
  options: {
    scale: { type: 'string', default: '1.0' },
    keep: { type: 'string' },
    repeat: { type: 'string', default: '1' },
  },
})

const folder = values.keep ? path.resolve(values.keep) : mkdtempSync(path.join(tmpdir(), 'kerros-bench-'))
const data = path.join(folder, `data-${values.scale}`)
const target = path.join(folder, 'target')
const database = path.join(target, 'movielens.duckdb')
const scriptDatabase = path.join(folder, 'script/movielens.duckdb')
const plainDatabase = path.join(folder, 'plain.duckdb')
const rows = []

try {
  prepare()
  if (!existsSync(path.join(data, 'ratings.csv')))
    await measure('generate the data', [CLI, 'movielens', 'generate', '--scale', values.scale, '--out', data])
  const loads = []
  for (let i = 0; i < Number(values.repeat); i++) {
    rmSync(database, { force: true })
    const load = await measure('load', [CLI, 'load', '--data', data])
    rmSync(plainDatabase, { force: true })
    const plain = await measure('the same by `read_csv` alone', [
      path.join(ROOT, 'bench/movielens/run-plain-load.mjs'),
      plainDatabase,
      data,
    ])
    loads.push({
      cpu: load.cpuMs / plain.cpuMs,
      wall: load.wallMs / plain.wallMs,
      memory: load.peakMiB / plain.peakMiB,
    })
  }
  copyFileSync(database, path.join(folder, 'loaded.duckdb'))
  // Start-up and loading: the project, the driver, the connection.
  const start = await measureProcess([CLI, 'debug'], { cwd: folder })
  const pairs = []
  for (let i = 0; i < Number(values.repeat); i++) {
    freshDatabases()
    await measureProcess([CLI, 'seed', '--quiet'], { cwd: folder })
    const models = await measure('models (`kerros run`)', [CLI, 'run', '--quiet'])
    const script = await measure('the same by a hand-written script', [
      path.join(ROOT, 'bench/movielens/run-script.mjs'),
      scriptDatabase,
      path.join(ROOT, 'bench/movielens/straightforward.sql'),
    ])
    pairs.push({
      cpu: models.cpuMs / script.cpuMs,
      memory: models.peakMiB / script.peakMiB,
      own: models.mainThreadMs - start.mainThreadMs,
    })
  }
  await measure('snapshots (`kerros snapshot`)', [CLI, 'snapshot', '--quiet'])
  await measure('tests (`kerros test`)', [CLI, 'test', '--quiet'])
  await measure('a second build, nothing new', [CLI, 'build', '--quiet'])
  await writeIncrement(data, path.join(data, 'ratings.2.csv'), Math.round(200_000 * Number(values.scale)))
  await measure('load of the increment', [CLI, 'load', '--data', data])
  await measure('a build with the increment', [CLI, 'build', '--quiet'])
  const reuse = ['--quiet', '--reuse', 'on']
  await measure('a build with reuse, nothing recorded', [CLI, 'build', ...reuse])
  await measure('the next one: incremental models show that nothing is new', [CLI, 'build', ...reuse])
  await measure('a build with reuse, nothing new', [CLI, 'build', ...reuse])
  rmSync(path.join(data, 'ratings.2.csv'))
  report(pairs, loads)
} finally {
  if (!values.keep) rmSync(folder, { recursive: true, force: true })
}

/** The reference project as the repository has it, building into a folder of its own. */
function prepare() {
  mkdirSync(target, { recursive: true })
  for (const name of ['src', 'node_modules', 'kerros.config.ts', 'package.json', 'dist'])
    if (!existsSync(path.join(folder, name))) symlinkSync(path.join(ROOT, name), path.join(folder, name))
  rmSync(database, { force: true })
}

function freshDatabases() {
  mkdirSync(path.dirname(scriptDatabase), { recursive: true })
  for (const file of [database, scriptDatabase]) {
    rmSync(`${file}.wal`, { force: true })
    copyFileSync(path.join(folder, 'loaded.duckdb'), file)
  }
}

async function measure(name, args) {
  const used = await measureProcess(args, { cwd: folder })
  rows.push([name, seconds(used.cpuMs), seconds(used.wallMs), `${used.peakMiB.toFixed(0)} MiB`])
  console.log(rows.at(-1).join('  '))
  return used
}

function report(pairs, loads) {
  const median = (key, of = pairs) => of.map((pair) => pair[key]).sort((a, b) => a - b)[Math.floor(of.length / 2)]
  const lines = [
    '| step | CPU | wall | peak memory |',
    '|---|---|---|---|',
    ...rows.map((row) => `| ${row.join(' | ')} |`),
    '',
    `load against read_csv alone: CPU × ${median('cpu', loads).toFixed(2)} (target ≤ 1.50), wall × ${median('wall', loads).toFixed(2)} (target ≤ 1.50), memory × ${median('memory', loads).toFixed(2)} (target ≤ 1.25)`,
    `models against the script: CPU × ${median('cpu').toFixed(2)} (target ≤ 1.00), memory × ${median('memory').toFixed(2)} (target ≤ 1.15)`,
    `kerros' own CPU (JavaScript thread, start-up and loading taken off): ${seconds(median('own'))} (target ≤ 0.50 s)`,
  ]
  console.log(`\n${lines.join('\n')}`)
  writeFileSync(path.join(folder, 'report.md'), `${lines.join('\n')}\n`)
}

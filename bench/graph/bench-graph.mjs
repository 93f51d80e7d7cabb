// npm run bench:graph: generated projects of 1,000, 2,000 and 10,000 models, `kerros ls`, `kerros compile`, `kerros lineage --json` (every
// column of every node) and `kerros plan --base HEAD` as whole processes, cold and warm; then 1,000 tiny models built beside the same statements in a plain script.
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { measureProcess, medianOf, seconds } from '../measure/measure-process.mjs'
import { generateProject } from './generate-project.mjs'

const ROOT = path.resolve(import.meta.dirname, '../..')
const CLI = path.join(ROOT, 'dist/cli.js')
const TARGETS = {
  1000: { ls: 1_000, compile: 1_500 },
  2000: { lineage: 1_000, plan: 2_000 },
  10000: { ls: 5_000, compile: 8_000, lineage: 5_000 },
}
const sizes = process.argv.length > 2 ? process.argv.slice(2).map(Number) : [1_000, 2_000, 10_000]

const folder = mkdtempSync(path.join(tmpdir(), 'kerros-graph-'))
try {
  console.log(
    '| models | command | cold | warm | target (warm) | CPU warm | peak memory |\n|---|---|---|---|---|---|---|',
  )
  for (const size of sizes) await commands(size)
  await builds(1_000)
} finally {
  rmSync(folder, { recursive: true, force: true })
}

/** A generated project in which `kerros` and its peers are found. */
function project(size) {
  const at = path.join(folder, String(size))
  mkdirSync(path.join(at, 'node_modules/@duckdb'), { recursive: true })
  symlinkSync(ROOT, path.join(at, 'node_modules/kerros'))
  symlinkSync(path.join(ROOT, 'node_modules/kysely'), path.join(at, 'node_modules/kysely'))
  symlinkSync(path.join(ROOT, 'node_modules/@duckdb/node-api'), path.join(at, 'node_modules/@duckdb/node-api'))
  generateProject(at, size)
  writeFileSync(path.join(at, '.gitignore'), 'node_modules\ntarget\n')
  const git = (...args) => execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b.c', ...args], { cwd: at })
  git('init', '--quiet')
  git('add', '.')
  git('commit', '--quiet', '--message', 'generated')
  return at
}

async function commands(size) {
  const cwd = project(size)
  for (const [command, ...options] of [['ls'], ['compile'], ['lineage', '--json'], ['plan', '--base', 'HEAD']]) {
    const run = () => measureProcess([CLI, command, ...options], { cwd })
    rmSync(path.join(cwd, 'target'), { recursive: true, force: true })
    const cold = await run()
    const warm = await medianOf(3, run)
    const target = TARGETS[size]?.[command]
    const cells = [size, command, seconds(cold.wallMs), seconds(warm.wallMs), target ? `≤ ${seconds(target)}` : '–']
    console.log(`| ${cells.join(' | ')} | ${seconds(warm.cpuMs)} | ${warm.peakMiB.toFixed(0)} MiB |`)
  }
}

async function builds(size) {
  const cwd = path.join(folder, String(size))
  const compiled = await measureProcess([CLI, 'compile', '--json'], { cwd })
  const statements = compiled.stdout
    .split('\n')
    .filter(Boolean)
    .flatMap((line) => JSON.parse(line).statements)
  const file = path.join(cwd, 'statements.json')
  writeFileSync(file, JSON.stringify(statements))
  const database = path.join(cwd, 'target/generated.duckdb')
  const script = path.join(ROOT, 'bench/graph/run-statements.mjs')
  const measured = (args) => {
    rmSync(database, { force: true })
    return measureProcess(args, { cwd })
  }
  const kerros = await medianOf(3, () => measured([CLI, 'build', '--quiet']))
  const plain = await medianOf(3, () => measured([script, database, file]))
  const ratio = (kerros.wallMs / plain.wallMs).toFixed(2)
  console.log(
    `\n${size} tiny models built: kerros ${seconds(kerros.wallMs)} (CPU ${seconds(kerros.cpuMs)}), the same ${statements.length} statements in a plain script ${seconds(plain.wallMs)} (CPU ${seconds(plain.cpuMs)}): ratio ${ratio}, target ≤ 1.50`,
  )
}

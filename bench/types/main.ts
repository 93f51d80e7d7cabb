import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { installPackages } from './install-packages.js'
import { type Compiler, type Measurement, measure } from './measure.js'
import { reportChains } from './report-chains.js'
import { type Form, writeProject } from './write-project.js'

// What type checking costs: models in the form of kerros beside the same queries in plain Kysely.
// `npm run bench:types` for both compilers and 100, 300 and 1,000 models, and chains of models that read all of the one before;
// `npm run bench:types -- 100 --only typescript`, and `npm run bench:types -- chains` for the chains alone.
const TARGET = 1.05
const root = process.cwd()
const args = process.argv.slice(2)
const only = args.includes('--only') ? args[args.indexOf('--only') + 1] : undefined
const given = args.map(Number).filter((size) => size > 0)
const sizes = given.length > 0 ? given : [100, 300, 1000]
const compilers = (['typescript', 'typescript-6'] as const).filter((name) => only === undefined || name === only)

const folder = mkdtempSync(path.join(tmpdir(), 'kerros-types-'))
try {
  const packages = installPackages(root, folder)
  console.log('| compiler | models | kerros: instantiations (a model) | Kysely (a query) | ratio | memory | time |')
  console.log('|---|---|---|---|---|---|---|')
  if (!args.includes('chains'))
    for (const compiler of compilers) for (const size of sizes) report(compiler, size, packages)
  // Every helper, with one compiler: both count almost the same.
  if (!reportChains(compilers[0]!, { root, folder, packages })) process.exitCode = 1
} finally {
  rmSync(folder, { recursive: true })
}

function report(compiler: Compiler, size: number, packages: string): void {
  const measured = (form: Form): Measurement => {
    const project = path.join(folder, `${compiler}-${form}-${size}`)
    writeProject(project, form, size, packages)
    return measure(root, compiler, project)
  }
  const kerros = measured('kerros')
  const kysely = measured('kysely')
  const ratio = kerros.instantiations / kysely.instantiations
  const cells = [
    compiler,
    size,
    each(kerros, size),
    each(kysely, size),
    ratio.toFixed(3),
    `${kerros.memoryMiB} / ${kysely.memoryMiB} MiB`,
    `${kerros.seconds.toFixed(1)} / ${kysely.seconds.toFixed(1)} s`,
  ]
  console.log(`| ${cells.join(' | ')} |`)
  if (ratio > TARGET) process.exitCode = 1
}

function each({ instantiations }: Measurement, size: number): string {
  return `${instantiations.toLocaleString('en')} (${Math.round(instantiations / size).toLocaleString('en')})`
}

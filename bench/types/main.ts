import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { installPackages } from './install-packages.js'
import { type Compiler, type Measurement, measure } from './measure.js'
import { type Form, writeProject } from './write-project.js'

// What type checking costs: models in the form of kerros beside the same queries in plain Kysely.
const root = process.cwd()
const sizes = process.argv.length > 2 ? process.argv.slice(2).map(Number) : [100, 300, 1000]
const compilers: readonly Compiler[] = ['typescript', 'typescript-6']
const TARGET = 1.1

const folder = mkdtempSync(path.join(tmpdir(), 'kerros-types-'))
try {
  const packages = installPackages(root, folder)
  const measured = (compiler: Compiler, form: Form, size: number): Measurement => {
    const project = path.join(folder, `${compiler}-${form}-${size}`)
    writeProject(project, form, size, packages)
    return measure(root, compiler, project)
  }
  console.log(
    '| compiler | models | kerros: instantiations, a model | Kysely: instantiations, a query | ratio | memory | time |',
  )
  console.log('|---|---|---|---|---|---|---|')
  for (const compiler of compilers) {
    for (const size of sizes) {
      const kerros = measured(compiler, 'kerros', size)
      const kysely = measured(compiler, 'kysely', size)
      const ratio = kerros.instantiations / kysely.instantiations
      const cells = [
        compiler,
        size,
        each(kerros, size),
        each(kysely, size),
        ratio.toFixed(3),
        `${kerros.memoryMiB} / ${kysely.memoryMiB} MiB`,
        `${kerros.seconds} / ${kysely.seconds} s`,
      ]
      console.log(`| ${cells.join(' | ')} |`)
      if (ratio > TARGET) process.exitCode = 1
    }
  }
} finally {
  rmSync(folder, { recursive: true })
}

function each({ instantiations }: Measurement, size: number): string {
  return `${instantiations.toLocaleString('en')}, ${Math.round(instantiations / size).toLocaleString('en')}`
}

import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { cp, mkdir, readdir, readFile, rename, rm, stat, symlink, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'

const ROOT = path.resolve(import.meta.dirname, '../..')

let built: Promise<string> | undefined

/**
 * The package as it is published, built from the sources as they are now into a folder of its own. Test files that run
 * at the same time share one build, and nobody else's build is touched.
 */
export function builtPackage(): Promise<string> {
  built ??= build()
  return built
}

async function build(): Promise<string> {
  const folder = path.join(os.tmpdir(), `kerros-built-${await stampOfSources()}`)
  if (await isThere(folder)) return folder
  const mine = `${folder}-${process.pid}`
  await mkdir(mine, { recursive: true })
  if (await isBuilt()) await cp(path.join(ROOT, 'dist'), path.join(mine, 'dist'), { recursive: true })
  else {
    const tsup = path.join(ROOT, 'node_modules/tsup/dist/cli-default.js')
    await promisify(execFile)(process.execPath, [tsup, '--out-dir', path.join(mine, 'dist'), '--silent'], { cwd: ROOT })
  }
  await writeKeptPrograms(path.join(mine, 'dist'))
  await cp(path.join(ROOT, 'package.json'), path.join(mine, 'package.json'))
  for (const name of ['node_modules', 'src']) await symlink(path.join(ROOT, name), path.join(mine, name))
  try {
    await rename(mine, folder)
  } catch {
    // Another test file was faster.
    await rm(mine, { recursive: true, force: true })
  }
  return folder
}

/** Writes the programs as functions beside the programs, for `CliProject.runKept`. */
async function writeKeptPrograms(dist: string): Promise<void> {
  for (const [name, run] of [
    ['cli', 'runCli'],
    ['dbt', 'runDbtCli'],
  ] as const) {
    const program = await readFile(path.join(dist, `${name}.js`), 'utf8')
    const start = `await startProgram(${run});`
    if (!program.includes(start)) throw new Error(`dist/${name}.js does not end with "${start}"`)
    await writeFile(path.join(dist, `kept-${name}.js`), program.replace(start, `export { ${run} as run };`))
  }
}

/** What the package is made of, with folders, which change when a file is taken away. */
async function sources(): Promise<readonly string[]> {
  const paths = await readdir(path.join(ROOT, 'src'), { recursive: true })
  return ['src', ...paths.sort().map((file) => path.join('src', file)), 'tsup.config.ts', 'package.json'].map((file) =>
    path.join(ROOT, file),
  )
}

async function stampOfSources(): Promise<string> {
  const hash = createHash('sha256').update(ROOT)
  // This file, too: it decides what is in the folder.
  for (const file of [...(await sources()), import.meta.filename]) {
    const { mtimeMs, size } = await stat(file)
    hash.update(`${file}:${mtimeMs}:${size}\n`)
  }
  return hash.digest('hex').slice(0, 16)
}

/** Whether or not `npm run build` has built the sources as they are now: declarations are the last that it makes. */
async function isBuilt(): Promise<boolean> {
  const declarations = path.join(ROOT, 'dist/index.d.ts')
  if (!(await isThere(declarations))) return false
  const { mtimeMs: built } = await stat(declarations)
  for (const file of await sources()) if ((await stat(file)).mtimeMs > built) return false
  return true
}

async function isThere(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  )
}

import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { cp, mkdir, readdir, rename, rm, stat, symlink } from 'node:fs/promises'
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
  const tsup = path.join(ROOT, 'node_modules/tsup/dist/cli-default.js')
  await promisify(execFile)(process.execPath, [tsup, '--out-dir', path.join(mine, 'dist'), '--silent'], { cwd: ROOT })
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

async function stampOfSources(): Promise<string> {
  const files = await readdir(path.join(ROOT, 'src'), { recursive: true, withFileTypes: true })
  const hash = createHash('sha256').update(ROOT)
  const paths = files.filter((file) => file.isFile()).map((file) => path.join(file.parentPath, file.name))
  for (const file of [...paths.sort(), path.join(ROOT, 'tsup.config.ts'), path.join(ROOT, 'package.json')]) {
    const { mtimeMs, size } = await stat(file)
    hash.update(`${file}:${mtimeMs}:${size}\n`)
  }
  return hash.digest('hex').slice(0, 16)
}

async function isThere(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  )
}

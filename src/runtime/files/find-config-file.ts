import { access, stat } from 'node:fs/promises'
import path from 'node:path'
import { KerrosError } from '../../core/errors/index.js'
import { assertOwnFile } from './assert-own-file.js'

const CONFIG_FILES = ['kerros.config.ts', 'kerros.config.mts', 'kerros.config.js', 'kerros.config.mjs']

/**
 * The absolute path of a project's configuration file.
 *
 * @param file Its path, when it is given; else it is looked for in `cwd` and above.
 * @throws KerrosError `E_NO_PROJECT` when there is none; `E_NOT_PERMITTED` when one is found that another user owns.
 */
export async function findConfigFile(file: string | undefined, cwd: string): Promise<string> {
  return file === undefined ? findConfig(cwd) : existing(path.resolve(cwd, file))
}

async function findConfig(start: string): Promise<string> {
  for (let folder = start; ; folder = path.dirname(folder)) {
    for (const name of CONFIG_FILES) {
      const file = path.join(folder, name)
      if (!(await isThere(file))) continue
      await assertOwnFile(file)
      return file
    }
    if (path.dirname(folder) === folder) break
  }
  throw new KerrosError('E_NO_PROJECT', `there is no kerros.config.ts in ${start} or above it`, {
    hint: "Go to the project's folder, name the file with --config, or make a project with `kerros init`.",
  })
}

async function existing(file: string): Promise<string> {
  const found = await stat(file).catch(() => undefined)
  if (found?.isFile()) return file
  if (found)
    throw new KerrosError('E_NO_PROJECT', `${file} is not a file`, {
      hint: `Name the configuration file in it, such as --config ${path.join(path.basename(file), 'kerros.config.ts')}.`,
    })
  throw new KerrosError('E_NO_PROJECT', `there is no file ${file}`, {
    hint: 'Name the configuration file of a project.',
  })
}

async function isThere(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  )
}

import { lstat, stat } from 'node:fs/promises'
import path from 'node:path'
import { KerrosError } from '../../core/errors/index.js'
import { assertRegularFile } from './assert-regular-file.js'
import { trustedUsers } from './trusted-users.js'

const CONFIG_FILES = ['kerros.config.ts', 'kerros.config.mts', 'kerros.config.js', 'kerros.config.mjs']

/**
 * The absolute path of a project's configuration file.
 *
 * @param file Its path, if given; else `cwd` and the folders above are searched.
 * @throws KerrosError `E_NO_PROJECT` if there is no such file; `E_NOT_PERMITTED` if the file that was found belongs to another user, is in a
 *   folder that all users share, or if `cwd` may not be read.
 */
export async function findConfigFile(file: string | undefined, cwd: string): Promise<string> {
  return file === undefined ? findConfig(cwd) : existing(path.resolve(cwd, file))
}

async function findConfig(start: string): Promise<string> {
  for (let folder = start; ; folder = path.dirname(folder)) {
    for (const name of CONFIG_FILES) {
      const file = path.join(folder, name)
      if (!(await isThere(file, folder === start))) continue
      await assertOwnFile(file)
      assertRegularFile(file)
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

/**
 * A folder of that name is no configuration.
 *
 * @throws KerrosError `E_NOT_PERMITTED` if the folder in which the search begins may not be read: those above may have none.
 */
async function isThere(file: string, isStart: boolean): Promise<boolean> {
  try {
    return !(await stat(file)).isDirectory()
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException
    if (!isStart || (code !== 'EACCES' && code !== 'EPERM')) return false
    throw new KerrosError('E_NOT_PERMITTED', `the files of ${path.dirname(file)} may not be read`, {
      hint: 'Get the right to read the folder and to open its files, or go to another one.',
      cause,
    })
  }
}

/**
 * Refuses a file that was found, not named, in a place that another user owns or can add files to: its code would run with
 * the rights of any user who works in a folder below. Git refuses the same since CVE-2022-24765. A link counts like a file:
 * it decides in which folder the project is.
 *
 * @throws KerrosError `E_NOT_PERMITTED` if another user owns the file, a link to it or its folder, or if the folder is one
 *   that all users share, such as `/tmp`.
 */
async function assertOwnFile(file: string): Promise<void> {
  const trusted = trustedUsers()
  if (trusted === undefined) return
  const folder = await stat(path.dirname(file))
  const places = [
    ['', await lstat(file)],
    ['', await stat(file)],
    ['the folder of ', folder],
  ] as const
  const hint = `If you trust it, name it: --config ${file}, or { project: '${file}' } in programs.`
  for (const [what, { uid }] of places)
    if (!trusted.has(uid))
      throw new KerrosError(
        'E_NOT_PERMITTED',
        `${what}${file} belongs to another user (uid ${uid}), so it is not run`,
        {
          hint: `${hint} Or take it over with chown.`,
        },
      )
  if ((folder.mode & SHARED) === SHARED)
    throw new KerrosError(
      'E_NOT_PERMITTED',
      `${file} is in a folder to which every user can add files, so it is not run`,
      {
        hint: `${hint} Or move the project into a folder of its own.`,
      },
    )
}

/** The mode of a folder in which all users may create files, and remove only their own. */
const SHARED = 0o1002

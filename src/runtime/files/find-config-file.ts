import { access, stat } from 'node:fs/promises'
import path from 'node:path'
import { KerrosError } from '../../core/errors/index.js'

const CONFIG_FILES = ['kerros.config.ts', 'kerros.config.mts', 'kerros.config.js', 'kerros.config.mjs']

/**
 * The absolute path of a project's configuration file.
 *
 * @param file Its path, if given; else `cwd` and the folders above are searched.
 * @throws KerrosError `E_NO_PROJECT` if there is no such file; `E_NOT_PERMITTED` if the file that was found belongs to another user.
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

/**
 * Refuses a file that was found, not named, in a place that another user owns: its code would run with the rights of any
 * user who works in a folder below. Git refuses the same since CVE-2022-24765.
 *
 * Root's files count as one's own, and under sudo those of the user who called it. Windows does not report owners of files.
 *
 * @throws KerrosError `E_NOT_PERMITTED` if another user owns the file or its folder.
 */
async function assertOwnFile(file: string): Promise<void> {
  const own = ownUsers()
  if (own === undefined) return
  for (const [what, at] of [
    ['', file],
    ['the folder of ', path.dirname(file)],
  ] as const) {
    const { uid } = await stat(at)
    if (own.has(uid)) continue
    throw new KerrosError('E_NOT_PERMITTED', `${what}${file} belongs to another user (uid ${uid}), so it is not run`, {
      hint: `If you trust it, name it: --config ${file}, or { project: '${file}' } in programs. Or take it over with chown.`,
    })
  }
}

/** The users whose files may run; `undefined` if the system has no owners of files. */
function ownUsers(): ReadonlySet<number> | undefined {
  const uid = process.getuid?.()
  if (uid === undefined) return undefined
  const caller = uid === 0 ? process.env['SUDO_UID'] : undefined
  return new Set([0, uid, ...(caller !== undefined && /^\d+$/.test(caller) ? [Number(caller)] : [])])
}

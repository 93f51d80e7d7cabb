import { stat } from 'node:fs/promises'
import path from 'node:path'
import { KerrosError } from '../../core/errors/index.js'

/**
 * Refuses a file that was found, and not named, where another user put it: its code would run with the rights of whoever
 * happens to be in a folder below. Git refuses the same since CVE-2022-24765.
 *
 * Root's files count as one's own, and under sudo those of the user who called it. Windows does not say who owns a file.
 *
 * @throws KerrosError `E_NOT_PERMITTED` when another user owns the file or its folder.
 */
export async function assertOwnFile(file: string): Promise<void> {
  const own = ownUsers()
  if (own === undefined) return
  for (const [what, at] of [
    ['', file],
    ['the folder of ', path.dirname(file)],
  ] as const) {
    const { uid } = await stat(at)
    if (own.has(uid)) continue
    throw new KerrosError('E_NOT_PERMITTED', `${what}${file} belongs to another user (uid ${uid}), so it is not run`, {
      hint: `If you trust it, name it: --config ${file}, or in programs { project: '${file}' }. Or make it your own: chown.`,
    })
  }
}

/** The users whose files may run; `undefined` where the system has no owners of files. */
function ownUsers(): ReadonlySet<number> | undefined {
  const uid = process.getuid?.()
  if (uid === undefined) return undefined
  const caller = uid === 0 ? process.env['SUDO_UID'] : undefined
  return new Set([0, uid, ...(caller !== undefined && /^\d+$/.test(caller) ? [Number(caller)] : [])])
}

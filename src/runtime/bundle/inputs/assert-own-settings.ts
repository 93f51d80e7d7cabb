import { existsSync, lstatSync, statSync } from 'node:fs'
import path from 'node:path'
import { KerrosError } from '../../../core/errors/index.js'
import { trustedUsers } from '../../files/trusted-users.js'

/** Files that can make an import run another file, and are looked for in all folders above; the first of a list hides the others. */
const SETTINGS = [['tsconfig.json'], ['tsconfig.json', 'jsconfig.json'], ['package.json']]

/**
 * Refuses a `tsconfig.json` or `package.json` that is found above a project and belongs to another user: what it says about
 * imports decides which code runs. The user who owns the project's folder is trusted, because the project's code is theirs.
 *
 * @throws KerrosError `E_NOT_PERMITTED`
 */
export function assertOwnSettings(root: string): void {
  const trusted = trustedUsers()
  if (trusted === undefined) return
  const owner = statSync(root, { throwIfNoEntry: false })?.uid
  for (const names of SETTINGS) {
    const file = nearest(root, names)
    if (file === undefined || path.dirname(file) === root) continue
    const { uid } = lstatSync(file)
    if (uid === owner || trusted.has(uid)) continue
    throw new KerrosError(
      'E_NOT_PERMITTED',
      `${file} applies to this project and belongs to another user (uid ${uid}), so nothing is run`,
      { hint: `If you do not need it, write {} into a ${names[0]} in ${root}. Or take it over with chown.` },
    )
  }
}

function nearest(folder: string, names: readonly string[]): string | undefined {
  for (let at = folder; ; at = path.dirname(at)) {
    const name = names.find((candidate) => existsSync(path.join(at, candidate)))
    if (name !== undefined) return path.join(at, name)
    if (path.dirname(at) === at) return undefined
  }
}

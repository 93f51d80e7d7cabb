import { createRequire } from 'node:module'
import path from 'node:path'
import { assertPeerVersion } from '../../core/peers/peer-versions.js'
import { readRegularTextSync } from '../../util/regular-file.js'

/**
 * Refuses a version of Kysely that kerros does not work with, before anything fails because of it.
 *
 * @throws KerrosError `E_PEER_VERSION`.
 */
export function assertKyselyVersion(): void {
  assertPeerVersion('kysely', installedVersion('kysely'))
}

/** `undefined` if there is no package.json to read, as in a bundled application. */
function installedVersion(name: string): string | undefined {
  try {
    // Kysely's exports do not include its package.json.
    let folder = path.dirname(createRequire(import.meta.url).resolve(name))
    while (path.basename(folder) !== name) folder = parentOf(folder)
    return JSON.parse(readRegularTextSync(path.join(folder, 'package.json'))).version
  } catch {
    return undefined
  }
}

function parentOf(folder: string): string {
  const parent = path.dirname(folder)
  if (parent === folder) throw new Error('no such folder')
  return parent
}

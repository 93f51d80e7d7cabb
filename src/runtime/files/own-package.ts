import { fileURLToPath } from 'node:url'
import { readRegularText } from '../../util/regular-file.js'

/** This package, as it is installed. */
export interface OwnPackage {
  readonly folder: string
  readonly version: string
}

/** The folder and the version of this package; `undefined` if its package.json cannot be found. */
export async function ownPackage(): Promise<OwnPackage | undefined> {
  // A file of dist/ and one of src/runtime/files/ are at different depths.
  for (const up of ['../', '../../../']) {
    try {
      const found = JSON.parse(await readRegularText(new URL(`${up}package.json`, import.meta.url))) as {
        name?: string
        version?: string
      }
      if (found.name === 'kerros' && found.version)
        return { folder: fileURLToPath(new URL(up, import.meta.url)), version: found.version }
    } catch {
      // Try the next place.
    }
  }
  return undefined
}

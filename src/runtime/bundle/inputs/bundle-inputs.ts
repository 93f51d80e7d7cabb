import { createHash } from 'node:crypto'
import { createRequire } from 'node:module'
import { readRegularTextSync } from '../../../util/regular-file.js'
import { ownVersion } from '../../files/own-version.js'
import type { Look } from './look.js'

/** Everything that a bundle depends on: while this is unchanged, so is the bundle. */
export interface BundleInputs {
  /** Every file that went into it, absolute. */
  readonly files: readonly string[]
  /** The folders in which imports were looked for. */
  readonly folders: readonly string[]
  /** The packages that it needs, and the folders from which they were resolved. */
  readonly packages: readonly (readonly [specifier: string, folder: string])[]
}

/** The version of the stored format; part of every stamp. */
const FORMAT = 9

/** A digest of everything that a bundle is made of, and of the versions of what made it. */
export async function stampOf({ files, folders, packages }: BundleInputs, look: Look): Promise<string> {
  const hash = createHash('sha256')
  hash.update([FORMAT, process.version, await ownVersion(), esbuildVersion()].join('|'))
  for (const file of files) {
    const content = look.content(file)
    hash.update(content ? `|${content.length}:` : '|gone')
    if (content) hash.update(content)
  }
  for (const folder of folders) hash.update(`|${await look.surroundings(folder)}`)
  for (const [specifier, folder] of packages) hash.update(`|${look.packageJson(specifier, folder)}`)
  return hash.digest('hex')
}

/** Read instead of imported: esbuild itself is loaded only to make a bundle. */
function esbuildVersion(): string {
  const file = createRequire(import.meta.url).resolve('esbuild/package.json')
  return (JSON.parse(readRegularTextSync(file)) as { readonly version: string }).version
}

import path from 'node:path'
import type { ManifestNode } from '../../artifacts/index.js'
import { KerrosError } from '../../core/errors/index.js'
import { readRegularText } from '../../util/regular-file.js'

/** What is read of a `manifest.json`, of kerros or of dbt. */
export interface StateManifest {
  readonly metadata: {
    readonly adapter_type?: string | null
    readonly env?: { readonly [name: string]: string | undefined }
  }
  readonly nodes: { readonly [uniqueId: string]: ManifestNode }
  readonly sources: { readonly [uniqueId: string]: ManifestNode }
  readonly exposures: { readonly [uniqueId: string]: ManifestNode }
}

/**
 * The manifest of an earlier state.
 *
 * @param folder Where its `manifest.json` is.
 * @returns `undefined` without such a file.
 * @throws KerrosError `E_INVALID_OPTION` for a file of another kind.
 */
export async function readStateManifest(folder: string): Promise<StateManifest | undefined> {
  const file = path.join(folder, 'manifest.json')
  const text = await readRegularText(file).catch(() => undefined)
  if (text === undefined) return undefined
  const found = parsed(text)
  if (typeof found?.nodes === 'object' && found.nodes !== null && typeof found.metadata === 'object')
    return { ...found, metadata: found.metadata ?? {}, sources: found.sources ?? {}, exposures: found.exposures ?? {} }
  throw new KerrosError('E_INVALID_OPTION', `${file} is not a manifest`, {
    hint: 'Write it again with kerros build, or with kerros docs generate.',
  })
}

/**
 * The same, where it has to be there.
 *
 * @param displayPath The folder as the user wrote it.
 * @param asked What needs it, as in `--defer`.
 * @throws KerrosError `E_FILE_NOT_FOUND`.
 */
export async function requireStateManifest(folder: string, displayPath: string, asked: string): Promise<StateManifest> {
  const found = await readStateManifest(folder)
  if (found) return found
  throw new KerrosError('E_FILE_NOT_FOUND', `${asked} needs a manifest.json, which is missing in ${displayPath}`, {
    hint: 'Name the folder that has the target/manifest.json of what is compared with: kerros build and kerros docs generate write it.',
  })
}

function parsed(text: string): StateManifest | undefined {
  try {
    return JSON.parse(text) as StateManifest
  } catch {
    return undefined
  }
}

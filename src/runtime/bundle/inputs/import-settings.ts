import path from 'node:path'
import type { TsConfigResult } from 'get-tsconfig'
import { assertRegularFile } from '../../files/assert-regular-file.js'

/**
 * A `tsconfig.json` or `jsconfig.json` as it is with all that it extends, and then those that it references, theirs too.
 * What cannot be read is left out: if it matters, the bundle reports it.
 */
export async function importSettings(file: string): Promise<readonly TsConfigResult[]> {
  const { parseTsconfig } = await import('get-tsconfig')
  const found = new Map<string, TsConfigResult>()
  const read = (config: string): void => {
    if (found.has(config)) return
    assertRegularFile(config)
    try {
      found.set(config, { path: config, config: parseTsconfig(config) })
    } catch {
      return
    }
    for (const reference of found.get(config)!.config.references ?? [])
      read(referenced(path.resolve(path.dirname(config), reference.path)))
  }
  read(file)
  return [...found.values()]
}

/** A reference names a file, or the folder of a `tsconfig.json`. */
function referenced(place: string): string {
  return place.endsWith('.json') ? place : path.join(place, 'tsconfig.json')
}

/** The first of these settings, or the first that applies to a file if that one leaves it to those that it references. */
export async function settingsFor(
  file: string,
  settings: readonly TsConfigResult[],
): Promise<TsConfigResult | undefined> {
  if (settings.length < 2) return settings[0]
  const { createFilesMatcher } = await import('get-tsconfig')
  return settings.find((each) => createFilesMatcher(each)(file) !== undefined) ?? settings[0]
}

import { readFile } from 'node:fs/promises'

/** The version of this package; `unknown` if its package.json cannot be found. */
export async function ownVersion(): Promise<string> {
  // A file of dist/ and one of src/runtime/files/ are at different depths.
  for (const up of ['../package.json', '../../../package.json']) {
    try {
      const found = JSON.parse(await readFile(new URL(up, import.meta.url), 'utf8')) as {
        name?: string
        version?: string
      }
      if (found.name === 'kerros' && found.version) return found.version
    } catch {
      // Try the next place.
    }
  }
  return 'unknown'
}

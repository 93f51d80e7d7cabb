import { readFile } from 'node:fs/promises'

/** The version of kerros that runs. */
export async function packageVersion(): Promise<string> {
  // dist/ and src/cli/ are at different depths.
  for (const up of ['../package.json', '../../package.json']) {
    try {
      const found = JSON.parse(await readFile(new URL(up, import.meta.url), 'utf8')) as {
        name?: string
        version?: string
      }
      if (found.name === 'kerros' && found.version) return found.version
    } catch {
      // The next place.
    }
  }
  return 'unknown'
}

import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { KerrosError } from '../../core/errors/index.js'
import { siteFiles } from '../../docs/index.js'
import type { SiteData } from '../../docs/site-data.js'

/** What every site has: drawn by this script, styled by this sheet. They are built with the package. */
const ASSETS = ['docs-site.js', 'docs-site.css'] as const

/**
 * Writes a documentation site into a folder, which it replaces.
 *
 * @returns The page to open.
 * @throws KerrosError `E_ARTIFACTS` when it cannot be written.
 */
export async function writeSite(folder: string, data: SiteData): Promise<string> {
  const assets = await Promise.all(ASSETS.map(async (name) => [name, await readAsset(name)] as const))
  try {
    await rm(folder, { recursive: true, force: true })
    await mkdir(folder, { recursive: true })
    for (const [name, content] of [...Object.entries(siteFiles(data)), ...assets])
      await writeFile(path.join(folder, name), content)
  } catch (cause) {
    throw new KerrosError('E_ARTIFACTS', `the documentation cannot be written: ${(cause as Error).message}`, {
      hint: 'Make the folder target/docs writable.',
      cause,
    })
  }
  return path.join(folder, 'index.html')
}

/** From the built package, or beside it where the sources run. */
async function readAsset(name: string): Promise<string> {
  const places = ['./', '../../../dist/'].map((up) => new URL(up + name, import.meta.url))
  for (const place of places) {
    const found = await readFile(place, 'utf8').catch(() => undefined)
    if (found !== undefined) return found
  }
  throw new Error(`${name} is not in the package; npm run build makes it`)
}

import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { siteFiles } from '../../docs/index.js'
import type { SiteData } from '../../docs/site-data.js'
import { writeArtifactFiles } from '../../runtime/artifacts/write-artifacts.js'

/** The files of every site: its script and its style sheet, which are built with the package. */
const ASSETS = ['docs-site.js', 'docs-site.css'] as const

/**
 * Writes a documentation site into `docs/` of a folder, each file whole or not at all, the page last.
 *
 * @param folder The project's `target/`.
 * @returns The page to open.
 * @throws KerrosError `E_ARTIFACTS` if it cannot be written.
 */
export async function writeSite(folder: string, data: SiteData): Promise<string> {
  const assets = await Promise.all(ASSETS.map(async (name) => [name, await readAsset(name)] as const))
  const { 'index.html': page, ...files } = siteFiles(data)
  const contents = [...assets, ...Object.entries(files), ['index.html', page] as const]
  const written = await writeArtifactFiles(
    folder,
    contents.map(([name, text]) => [path.join('docs', name), text]),
  )
  return written.at(-1)!
}

/** From the built package, or from its folder if the sources run. */
async function readAsset(name: string): Promise<string> {
  const places = ['./', '../../../dist/'].map((up) => new URL(up + name, import.meta.url))
  for (const place of places) {
    const found = await readFile(place, 'utf8').catch(() => undefined)
    if (found !== undefined) return found
  }
  throw new Error(`${name} is not in the package; npm run build creates it`)
}

import { readdir, rm } from 'node:fs/promises'
import path from 'node:path'
import { drawingFile, type SiteData, type SiteDrawing, siteFiles } from '../../docs/index.js'
import { writeArtifactFiles } from '../../runtime/artifacts/write-artifacts.js'
import { readRegularText } from '../../util/regular-file.js'

/** The files of every site: its script and its style sheet, which are built with the package. */
const ASSETS = ['docs-site.js', 'docs-site.css'] as const

/** What a site has besides its data, by the paths of the files from the folder of the page. */
interface SiteExtras {
  readonly drawings: ReadonlyMap<string, SiteDrawing>
  readonly images: ReadonlyMap<string, Uint8Array>
}

/**
 * Writes a documentation site into `docs/` of a folder, each file whole or not at all, the page last. Charts and
 * images that only an earlier site had are removed then.
 *
 * @param folder The project's `target/`.
 * @returns The page to open.
 * @throws KerrosError `E_ARTIFACTS` if it cannot be written.
 */
export async function writeSite(folder: string, data: SiteData, { drawings, images }: SiteExtras): Promise<string> {
  const assets = await Promise.all(ASSETS.map(async (name) => [name, await readAsset(name)] as const))
  const { 'index.html': page, ...files } = siteFiles(data)
  const charts = [...drawings].map(([file, drawing]) => [file, drawingFile(file, drawing)] as const)
  const contents = [...assets, ...charts, ...images, ...Object.entries(files), ['index.html', page] as const]
  const written = await writeArtifactFiles(
    folder,
    contents.map(([name, text]) => [path.join('docs', name), text]),
  )
  await removeOthers(path.join(folder, 'docs'), new Set(contents.map(([name]) => name)))
  return written.at(-1)!
}

/** What an earlier site had. Only now: until the page is there, someone may read that one. */
async function removeOthers(folder: string, own: ReadonlySet<string>): Promise<void> {
  for (const part of ['charts', 'images'])
    for (const name of await readdir(path.join(folder, part)).catch(() => []))
      if (!own.has(`${part}/${name}`)) await rm(path.join(folder, part, name), { force: true }).catch(() => undefined)
}

/** From the built package, or from its folder if the sources run. */
async function readAsset(name: string): Promise<string> {
  const places = ['./', '../../../dist/'].map((up) => new URL(up + name, import.meta.url))
  for (const place of places) {
    const found = await readRegularText(place).catch(() => undefined)
    if (found !== undefined) return found
  }
  throw new Error(`${name} is not in the package; npm run build creates it`)
}

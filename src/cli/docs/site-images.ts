import { realpath, stat } from 'node:fs/promises'
import path from 'node:path'
import { readRegularFile } from '../../util/regular-file.js'

/** What browsers show. */
const ENDINGS = /\.(?:png|jpe?g|gif|svg|webp)$/i

/** Larger pictures are left out: 5 MB. */
const MOST_BYTES = 5e6

/** The local images of Markdown. */
export interface SiteImages {
  /** Where each is in the site, by what the text calls it. */
  readonly places: { readonly [source: string]: string }
  /** Their content by where they are. */
  readonly files: ReadonlyMap<string, Uint8Array>
}

/**
 * Reads the images that Markdown shows from the project's folder. What is elsewhere, is no image or cannot be read is left out.
 *
 * @param root Where relative paths begin.
 */
export async function siteImages(markdown: readonly string[], root: string): Promise<SiteImages> {
  const places: { [source: string]: string } = {}
  const files = new Map<string, Uint8Array>()
  for (const source of sourcesOf(markdown)) {
    const content = await localImage(source, root)
    if (!content) continue
    const place = `images/${files.size + 1}${path.extname(source).toLowerCase()}`
    places[source] = place
    files.set(place, content)
  }
  return { places, files }
}

function sourcesOf(markdown: readonly string[]): ReadonlySet<string> {
  const found = markdown.flatMap((text) => [...text.matchAll(/!\[[^\]]*\]\(\s*<?([^)\s>]+)/g)])
  return new Set(found.map(([, source]) => source!))
}

async function localImage(source: string, root: string): Promise<Uint8Array | undefined> {
  if (/^[a-z][a-z\d+.-]*:|^[/\\]/i.test(source) || !ENDINGS.test(source)) return undefined
  try {
    const folder = await realpath(root)
    const file = await realpath(path.resolve(folder, decodeURIComponent(source)))
    const { size } = await stat(file)
    if (!file.startsWith(`${folder}${path.sep}`) || size > MOST_BYTES) return undefined
    return await readRegularFile(file)
  } catch {
    return undefined
  }
}

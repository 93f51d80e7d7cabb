import path from 'node:path'
import { resolveLink } from '../../docs/index.js'
import { imagesOf } from './markdown-links.js'
import { readProjectFile } from './project-file.js'

/** What browsers show. */
const ENDINGS = /\.(?:png|jpe?g|gif|svg|webp)$/i

/** Larger pictures are left out: 5 MB. */
const MOST_BYTES = 5e6

/** Markdown, and the file that it is from: links begin in its folder. */
export interface MarkdownText {
  /** From the project's folder; empty for what is not in a file of its own. */
  readonly file: string
  readonly text: string
}

/** The local images of Markdown. */
export interface SiteImages {
  /** Where each is in the site, by its path from the project's folder. */
  readonly places: { readonly [source: string]: string }
  /** Their content by where they are. */
  readonly files: ReadonlyMap<string, Uint8Array>
}

/** Reads the images that Markdown shows from the project's folder. What is elsewhere, is no image or cannot be read is left out. */
export async function siteImages(markdown: readonly MarkdownText[], root: string): Promise<SiteImages> {
  const places: { [source: string]: string } = {}
  const files = new Map<string, Uint8Array>()
  for (const source of sourcesOf(markdown)) {
    const content = await readProjectFile(root, source, MOST_BYTES).catch(() => undefined)
    if (!content) continue
    const place = `images/${files.size + 1}${path.extname(source).toLowerCase()}`
    places[source] = place
    files.set(place, content)
  }
  return { places, files }
}

function sourcesOf(markdown: readonly MarkdownText[]): ReadonlySet<string> {
  const found = markdown.flatMap(({ file, text }) =>
    imagesOf(text).flatMap((href) => resolveLink(file, href)?.file ?? []),
  )
  return new Set(found.filter((source) => ENDINGS.test(source)))
}

import { isUtf8 } from 'node:buffer'
import path from 'node:path'
import { isKerrosError, KerrosError } from '../../core/errors/index.js'
import type { DocsOptions } from '../../core/project/options/project-config.js'
import { resolveLink, type SitePage } from '../../docs/index.js'
import { globFiles } from '../../runtime/files/glob-files.js'
import { linksOf } from './markdown-links.js'
import { pageText } from './page-text.js'
import { readProjectFile } from './project-file.js'

/** Above the pages in the list of the site, unless the project gives headings. */
const HEADING = 'Pages'

const MARKDOWN = /\.(?:md|markdown)$/i

/** Larger pages are left out, and larger files that pages link to: 1 MB. */
const MOST_BYTES = 1e6

/** Nothing of a site is from here. */
const IGNORED = ['**/node_modules/**', 'target/**']

/** The introduction of a project, on the overview of its site. */
const OVERVIEW = 'README.md'

/** The pages of a site, and what is not among them. */
export interface SitePages {
  /** The text of the project's README; empty without one. */
  readonly overview: string
  readonly pages: readonly SitePage[]
  readonly errors: readonly KerrosError[]
}

/**
 * Reads the README of a project, the Markdown files that it has for its site, and the text files that they link to.
 *
 * @param root Where globs begin.
 */
export async function sitePages(docs: DocsOptions | undefined, root: string): Promise<SitePages> {
  const pages: SitePage[] = []
  const errors: KerrosError[] = []
  const readme = await readPage(root, OVERVIEW)
  const overview = typeof readme === 'string' ? pageText(readme, OVERVIEW).text : ''
  if (typeof readme !== 'string' && (readme.cause as NodeJS.ErrnoException).code !== 'ENOENT') errors.push(readme)
  for (const [heading, patterns] of headingsOf(docs?.pages ?? []))
    for (const pattern of patterns) {
      const files = await filesOf(pattern, root).catch((error: unknown) => {
        if (!isKerrosError(error)) throw error
        errors.push(error)
      })
      if (!files) continue
      if (files.length === 0) errors.push(noFile(pattern, root))
      // One is named by what reads it. Of many, such as a whole home folder, none is.
      const outside = files.filter((file) => file.startsWith('../'))
      if (outside.length > 1) errors.push(outsideOf(pattern, outside.length, root))
      for (const file of files) {
        if (outside.length > 1 && outside.includes(file)) continue
        if (pages.some((page) => page.file === file)) continue
        const text = await readPage(root, file)
        if (typeof text === 'string') pages.push({ file, heading, ...pageText(text, file) })
        else errors.push(text)
      }
    }
  if (pages.length === 0) return { overview, pages, errors }
  const linked = await linkedFiles([...pages, { file: OVERVIEW, text: overview }], root)
  return { overview, pages: [...pages, ...linked], errors }
}

function headingsOf(pages: NonNullable<DocsOptions['pages']>): readonly (readonly [string, readonly string[]])[] {
  return Array.isArray(pages) ? [[HEADING, pages]] : Object.entries(pages as { [heading: string]: readonly string[] })
}

/** A README introduces its folder, so it is first. */
async function filesOf(pattern: string, root: string): Promise<readonly string[]> {
  const found = await globFiles([pattern], { root, ignore: IGNORED })
  const rank = (file: string): string => file.replace(/(^|\/)(?:readme|index)\.\w+$/i, '$1')
  return found.filter((file) => MARKDOWN.test(file)).sort((a, b) => (rank(a) < rank(b) ? -1 : 1))
}

async function readPage(root: string, file: string): Promise<string | KerrosError> {
  try {
    const bytes = await readProjectFile(root, file, MOST_BYTES)
    if (isUtf8(bytes)) return textOf(bytes)
    return leftOut(file, 'it is not UTF-8 text', 'Save it as UTF-8.')
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (code === 'EACCES' || code === 'EPERM')
      return new KerrosError('E_NOT_PERMITTED', `the page ${file} is not in the site: it cannot be read (${code})`, {
        hint: 'Fix its permissions.',
        cause: error,
      })
    return leftOut(file, message, 'Correct the file, or the globs of "docs.pages" in the configuration.', error)
  }
}

/** Without the mark that some editors put first. */
function textOf(bytes: Buffer): string {
  return bytes.toString('utf8').replace(/^\uFEFF/, '')
}

function leftOut(file: string, why: string, hint: string, cause?: unknown): KerrosError {
  return new KerrosError('E_CONFIG', `the page ${file} is not in the site: ${why}`, { hint, cause })
}

function outsideOf(pattern: string, files: number, root: string): KerrosError {
  const message = `${files} files that match ${pattern} are not in the site: they are outside the project's folder`
  return new KerrosError('E_CONFIG', message, {
    hint: `Correct "docs.pages" in the configuration: pages are below ${root}.`,
  })
}

function noFile(pattern: string, root: string): KerrosError {
  return new KerrosError('E_CONFIG', `no Markdown file matches ${pattern} of the project's pages`, {
    hint: `Globs start at ${root}. Correct "docs.pages" in the configuration, or add a file there.`,
  })
}

/** Text files that pages link to, as they are. Hidden ones hold settings and secrets, and are left out. */
async function linkedFiles(
  pages: readonly { readonly file: string; readonly text: string }[],
  root: string,
): Promise<readonly SitePage[]> {
  const known = new Set(pages.map(({ file }) => file))
  const found: SitePage[] = []
  for (const { file, text } of pages)
    for (const href of linksOf(text)) {
      const linked = resolveLink(file, href)?.file
      if (!linked || known.has(linked) || /(?:^|\/)(?:\.|node_modules\/)|^target\//.test(linked)) continue
      known.add(linked)
      const bytes = await readProjectFile(root, linked, MOST_BYTES).catch(() => undefined)
      if (!bytes || !isUtf8(bytes) || bytes.includes(0) || /\.svg$/i.test(linked)) continue
      const content = textOf(bytes)
      const page = MARKDOWN.test(linked) ? pageText(content, linked) : { title: path.basename(linked), text: content }
      found.push({ file: linked, heading: undefined, ...page })
    }
  return found
}

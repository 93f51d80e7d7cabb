import path from 'node:path'
import { parse } from 'yaml'

/** The text of a page, and what it is called. */
export interface PageText {
  readonly title: string
  readonly text: string
}

/**
 * Reads a page of Markdown. Settings of other tools at its start, as `title: Orders` between two lines of `---`, are no part of
 * its text.
 *
 * @param file Its path, for a page without a title.
 */
export function pageText(content: string, file: string): PageText {
  const { settings, text: written } = withoutSettings(content)
  const text = withoutPictures(written)
  const { title } = settings
  return { title: headingOf(text) || (typeof title === 'string' && title) || path.basename(file), text }
}

function withoutSettings(content: string): {
  readonly settings: { readonly title?: unknown }
  readonly text: string
} {
  const [all, yaml] = /^---[ \t]*\r?\n([\s\S]*?)^---[ \t]*(?:\r?\n|$)/m.exec(content) ?? []
  const settings = content.startsWith('---') && yaml !== undefined ? mappingIn(yaml) : undefined
  return settings ? { settings, text: content.slice(all!.length) } : { settings: {}, text: content }
}

/** `undefined` for text between two lines that is no YAML, or no mapping. */
function mappingIn(yaml: string): object | undefined {
  try {
    const value: unknown = parse(yaml)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined
  } catch {
    return undefined
  }
}

const CODE = /^(```|~~~)[\s\S]*?^\1/gm
const CODE_OR_PICTURE = new RegExp(
  String.raw`${CODE.source}|^ {0,3}<picture>[\s\S]*?<img\b([^>]*)>[\s\S]*?</picture>`,
  'gm',
)

/** A picture that GitHub shows light or dark, `<picture>` with sources, as its image alone in Markdown: HTML is shown as text. */
function withoutPictures(text: string): string {
  return text.replace(CODE_OR_PICTURE, (whole, _fence, attributes: string | undefined) => {
    const [alt = '', src] = ['alt', 'src'].map((name) => new RegExp(`\\s${name}="([^"]*)"`).exec(attributes ?? '')?.[1])
    return src === undefined ? whole : `![${alt.replace(/[[\]\\]/g, '\\$&')}](<${src}>)`
  })
}

/** The first heading, without Markdown's marks; empty without one. */
function headingOf(text: string): string {
  const prose = text.replace(CODE, '')
  const [, sharp, underlined] = /^#[ \t]+(.+?)[ \t#]*$|^(\S.*)\r?\n=+[ \t]*$/m.exec(prose) ?? []
  return (sharp ?? underlined ?? '').replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1').replace(/[`*]/g, '')
}

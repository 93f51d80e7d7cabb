import { Marked, type Token, type Tokens } from 'marked'
import { escapeHtml } from '../../../util/escape-html.js'
import { resolveLink } from '../../resolve-link.js'
import { site } from './data.js'
import { highlighted, languageTitle } from './highlight.js'
import { linkedHref } from './linked-href.js'

/** A heading of a page. */
export interface Heading {
  readonly depth: number
  readonly title: string
  /** What its address calls it, as on GitHub. */
  readonly part: string
}

/** Markdown as HTML, and its headings. */
export interface ParsedMarkdown {
  readonly html: string
  readonly headings: readonly Heading[]
}

/** A heading between others, not in a list or a quotation. */
type PlacedHeading = Tokens.Heading & { part?: string }

/** A part of a page: its heading, and what follows up to the next. */
export interface Section extends Heading {
  readonly text: string
}

/** The id of a heading's element. */
export function headingId(part: string): string {
  return `part-${part}`
}

/** @param file The file that the text is from, in whose folder links begin; empty for the project's folder. */
export function parseMarkdown(text: string, file: string): ParsedMarkdown {
  const marked = markedFor(file)
  const tokens = marked.lexer(text)
  const headings = placeHeadings(tokens)
  return { html: withScrolling(marked.parser(tokens)), headings }
}

/** A line of Markdown. */
export function parseInlineMarkdown(text: string): string {
  return markedFor('').parseInline(text, { async: false })
}

/** The parts of a page; the first is what is before its first heading. */
export function sectionsOf(text: string): readonly Section[] {
  const tokens = new Marked().lexer(text)
  placeHeadings(tokens)
  const sections = [{ depth: 1, title: '', part: '', text: '' }]
  for (const token of tokens as PlacedHeading[])
    if (token.part !== undefined) sections.push({ ...headingOf(token), text: '' })
    else sections.at(-1)!.text += token.raw
  return sections.filter(({ title, text: own }) => title !== '' || own.trim() !== '')
}

function placeHeadings(tokens: readonly Token[]): readonly Heading[] {
  const taken = new Map<string, number>()
  return (tokens as PlacedHeading[])
    .filter(({ type }) => type === 'heading')
    .map((token) => {
      token.part = freePart(partOf(plainText(token.tokens)), taken)
      return headingOf(token)
    })
}

/** Headings of one title are numbered. Another heading may have such a name already: `A`, `A 1`, `A`. */
function freePart(part: string, taken: Map<string, number>): string {
  let free = part
  let count = taken.get(part) ?? 0
  while (taken.has(free)) free = `${part}-${++count}`
  taken.set(part, count)
  taken.set(free, 0)
  return free
}

function headingOf({ depth, tokens, part = '' }: PlacedHeading): Heading {
  return { depth, title: plainText(tokens), part }
}

function partOf(title: string): string {
  return title
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\p{M} _-]/gu, '')
    .replaceAll(' ', '-')
}

function plainText(tokens: readonly Token[]): string {
  return tokens
    .map((token) => ('tokens' in token && token.tokens ? plainText(token.tokens) : 'text' in token ? token.text : ''))
    .join('')
}

// Text of authors may hold anything: HTML in it is shown as text, and links lead to web pages or pages of this site.
function markedFor(file: string): Marked {
  return new Marked({
    renderer: {
      html: ({ text }) => escapeHtml(text.replace(/<!--[\s\S]*?-->/g, '')),
      heading(token) {
        const { depth, tokens, part } = token as PlacedHeading
        const text = this.parser.parseInline(tokens)
        const href = part === undefined ? undefined : linkedHref(file, `#${encodeURIComponent(part)}`)
        if (part === undefined || href === undefined) return `<h${depth}>${text}</h${depth}>\n`
        const label = `Link to ${plainText(tokens)}`
        return `<h${depth} id="${escapeHtml(headingId(part))}">${text} <a class="anchor" href="${escapeHtml(href)}" aria-label="${escapeHtml(label)}">#</a></h${depth}>\n`
      },
      code: ({ text, lang = '' }) => {
        const language = /^[\w+-]*/.exec(lang)![0]
        return `<div class="code"><button type="button" class="copy">Copy</button><div class="scroll" role="group" tabindex="0" aria-label="${escapeHtml(languageTitle(language) ?? 'Text')}"><pre><code>${highlighted(text, language)}</code></pre></div></div>\n`
      },
      link({ href, tokens }) {
        const text = this.parser.parseInline(tokens)
        const to = linkedHref(file, href)
        return to === undefined ? text : `<a href="${escapeHtml(to)}">${text}</a>`
      },
      image({ href, text }) {
        const source = resolveLink(file, href)?.file ?? ''
        const place = Object.hasOwn(site.images, source) ? site.images[source] : undefined
        if (place !== undefined) return `<img src="${escapeHtml(place)}" alt="${escapeHtml(text)}">`
        // An image of the web would be a request to somewhere: it is a link.
        return /^https?:/i.test(href)
          ? `<a href="${escapeHtml(href)}">${escapeHtml(text || href)}</a>`
          : escapeHtml(text)
      },
    },
  })
}

/** Wide tables scroll by themselves, by keyboard too. HTML of the text is escaped: these tags are Markdown's. */
function withScrolling(html: string): string {
  return (
    html
      .replaceAll('<table>', '<div class="scroll" role="group" tabindex="0" aria-label="Table"><table>')
      .replaceAll('</table>', '</table></div>')
      // An empty cell is no heading.
      .replaceAll('<th></th>', '<td></td>')
  )
}

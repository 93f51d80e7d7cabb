import { Marked } from 'marked'
import { useMemo } from 'preact/hooks'
import { site } from './data.js'

const escapes: { readonly [character: string]: string } = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (character) => escapes[character]!)
}

// Descriptions may hold anything: HTML in them is text, and links lead to web pages or pages of this site. To the site, `#part` of
// a README would be a page that it does not have.
const marked = new Marked({
  renderer: {
    html: ({ text }) => escaped(text),
    link({ href, tokens }) {
      const text = this.parser.parseInline(tokens)
      return /^(?:https?:|mailto:|#\/)/i.test(href) ? `<a href="${href.replace(/"/g, '&quot;')}">${text}</a>` : text
    },
    image({ href, text }) {
      const place = Object.hasOwn(site.images, href) ? site.images[href] : undefined
      if (place !== undefined) return `<img src="${place}" alt="${escaped(text)}">`
      // An image of the web would be a request to somewhere: it is a link.
      return /^https?:/i.test(href) ? `<a href="${escaped(href)}">${escaped(text || href)}</a>` : escaped(text)
    },
  },
})

/** Text of the project's authors. */
export function Markdown({ text }: { readonly text: string }) {
  const html = useMemo(() => withScrolling(marked.parse(text, { async: false })), [text])
  // HTML in the text is escaped above.
  return <div class="markdown" dangerouslySetInnerHTML={{ __html: html }} />
}

/** A line of such text, within a table or a list. */
export function InlineMarkdown({ text }: { readonly text: string }) {
  const html = useMemo(() => marked.parseInline(text, { async: false }), [text])
  // HTML in the text is escaped above.
  return <span class="inline" dangerouslySetInnerHTML={{ __html: html }} />
}

/** Wide tables and long lines of code scroll by themselves, by keyboard too. HTML of the text is escaped: these tags are Markdown's. */
function withScrolling(html: string): string {
  return (
    html
      .replaceAll('<pre>', '<pre tabindex="0">')
      .replaceAll('<table>', '<section class="scroll" tabindex="0" aria-label="Table"><table>')
      .replaceAll('</table>', '</table></section>')
      // An empty cell is no heading.
      .replaceAll('<th></th>', '<td></td>')
  )
}

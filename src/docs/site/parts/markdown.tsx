import { useEffect, useMemo, useRef } from 'preact/hooks'
import { headingId, parseInlineMarkdown, parseMarkdown } from '../data/parse-markdown.js'

interface MarkdownProps {
  readonly text: string
  /** The file that it is from. Default: none; links begin in the project's folder. */
  readonly file?: string
  /** The heading that the address names. */
  readonly part?: string
}

/** Text of the project's authors. */
export function Markdown({ text, file = '', part = '' }: MarkdownProps) {
  const { html } = useMemo(() => parseMarkdown(text, file), [text, file])
  const element = useRef<HTMLDivElement>(null)
  useEffect(() => showPart(part), [html, part])
  // Its buttons and links are in the HTML.
  useEffect(() => element.current?.addEventListener('click', clicked), [])
  // HTML in the text is escaped.
  return <div ref={element} class="markdown" dangerouslySetInnerHTML={{ __html: html }} />
}

/** A line of such text, within a table or a list. */
export function InlineMarkdown({ text }: { readonly text: string }) {
  const html = useMemo(() => parseInlineMarkdown(text), [text])
  // HTML in the text is escaped.
  return <span class="inline" dangerouslySetInnerHTML={{ __html: html }} />
}

/** Scrolls to a heading of this page. */
export function showPart(part: string): void {
  if (part !== '') document.getElementById(headingId(part))?.scrollIntoView()
}

/** Copies code. A link to where the address is already changes no address, so it is followed here. */
function clicked({ target }: Event): void {
  if (!(target instanceof Element)) return
  if (target.closest('a')?.getAttribute('href') === window.location.hash)
    showPart(new URLSearchParams(window.location.hash.split('?')[1]).get('part') ?? '')
  const button = target.closest('button.copy')
  if (button) void copyCode(button)
}

async function copyCode(button: Element): Promise<void> {
  await navigator.clipboard.writeText(button.parentElement?.querySelector('pre')?.textContent ?? '')
  button.textContent = 'Copied'
  setTimeout(() => {
    button.textContent = 'Copy'
  }, 1500)
}

import { useMemo } from 'preact/hooks'
import type { SitePage } from '../../site-data.js'
import { listedPages, pageOf } from '../data/data.js'
import { type Heading, parseMarkdown } from '../data/parse-markdown.js'
import { pageHref } from '../data/route.js'
import { CodeBlock } from '../parts/code-block.js'
import { Markdown, showPart } from '../parts/markdown.js'

/** From here on there is room for the headings next to the page. */
const WIDE = '(min-width: 1200px)'

/** A page of the project's authors, or a file that one links to. */
export function PageArticle({ file, part }: { readonly file: string; readonly part: string }) {
  const page = pageOf.get(file)
  if (!page)
    return (
      <section>
        <h1>Not found</h1>
        <p>This site has no page “{file}”.</p>
      </section>
    )
  return page.heading === undefined && !/\.(?:md|markdown)$/i.test(file) ? (
    <CodeFile page={page} />
  ) : (
    <MarkdownPage page={page} part={part} />
  )
}

function CodeFile({ page: { file, text } }: { readonly page: SitePage }) {
  return (
    <article class="file">
      <h1>{file}</h1>
      <CodeBlock code={text} language={/\.(\w+)$/.exec(file)?.[1] ?? ''} />
    </article>
  )
}

function MarkdownPage({ page, part }: { readonly page: SitePage; readonly part: string }) {
  const { headings } = useMemo(() => parseMarkdown(page.text, page.file), [page])
  return (
    <article class="page">
      <Headings page={page} headings={headings.filter(({ depth }) => depth === 2 || depth === 3)} />
      <div>
        {!headings.some(({ depth }) => depth === 1) && <h1>{page.title}</h1>}
        <Markdown text={page.text} file={page.file} part={part} />
        <Neighbours page={page} />
      </div>
    </article>
  )
}

/** What is on the page: next to it, or closed above it where the screen is narrow. */
function Headings({ page, headings }: { readonly page: SitePage; readonly headings: readonly Heading[] }) {
  if (headings.length < 2) return null
  return (
    <nav class="headings" aria-label="On this page">
      <details open={window.matchMedia(WIDE).matches}>
        <summary>On this page</summary>
        <ul>
          {headings.map(({ depth, title, part }) => (
            <li key={part} class={`depth-${depth}`}>
              <a href={pageHref(page.file, part)} onClick={() => showPart(part)}>
                {title}
              </a>
            </li>
          ))}
        </ul>
      </details>
    </nav>
  )
}

/** The pages before and after this one, as they are listed. */
function Neighbours({ page }: { readonly page: SitePage }) {
  const at = listedPages.indexOf(page)
  const [before, after] = at < 0 ? [] : [listedPages[at - 1], listedPages[at + 1]]
  if (!before && !after) return null
  return (
    <nav class="neighbours" aria-label="Other pages">
      {before && <a href={pageHref(before.file)}>← {before.title}</a>}
      {after && (
        <a class="after" href={pageHref(after.file)}>
          {after.title} →
        </a>
      )}
    </nav>
  )
}

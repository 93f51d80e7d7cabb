import { useEffect, useMemo, useRef, useState } from 'preact/hooks'
import { groupBy } from '../../util/group-by.js'
import type { SiteNode, SitePage } from '../site-data.js'
import { listedPages, nodeOf, site } from './data/data.js'
import { nodeHref, pageHref, type Route } from './data/route.js'
import { type Hit, searchSite } from './data/search-site.js'
import { Name } from './parts/name.js'

const MOST_HITS = 60

/** So many pages are listed on the pages of nodes, too, where their headings would else be closed. */
const FEW_PAGES = 12

/** Search, all pages by heading, and all nodes by layer. */
export function Sidebar({ isOpen, route }: { readonly isOpen: boolean; readonly route: Route }) {
  const current = route.page === 'node' ? route.id : undefined
  const [text, setText] = useState('')
  const input = useRef<HTMLInputElement>(null)
  const hits = useMemo(() => searchSite(text), [text])
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      const isTyping = event.target instanceof HTMLInputElement || event.target instanceof HTMLSelectElement
      if (event.key !== '/' || isTyping) return
      event.preventDefault()
      input.current?.focus()
    }
    window.addEventListener('keydown', listen)
    return () => window.removeEventListener('keydown', listen)
  }, [])
  return (
    <aside id="sidebar" class={isOpen ? 'open' : ''} aria-label="Contents">
      <search>
        <input
          ref={input}
          type="search"
          placeholder="Search (press /)"
          aria-label="Search"
          value={text}
          onInput={(event) => setText(event.currentTarget.value)}
        />
      </search>
      <div aria-live="polite" class="found">
        {text.trim() !== '' && `${hits.length} found`}
      </div>
      {text.trim() === '' ? (
        <>
          <Pages current={route.page === 'page' ? route.id : undefined} />
          <Layers current={current} />
        </>
      ) : (
        <ul class="hits">
          {hits.slice(0, MOST_HITS).map((hit) => (
            <HitLink key={hit.id} hit={hit} current={current} />
          ))}
        </ul>
      )}
    </aside>
  )
}

function HitLink({ hit, current }: { readonly hit: Hit; readonly current: string | undefined }) {
  if (!hit.section) return <NodeLink node={nodeOf.get(hit.id)!} isCurrent={hit.id === current} withLayer />
  const { page, title, part } = hit.section
  return (
    <li>
      <a href={pageHref(page.file, part)}>
        <span class="dot kind-page" />
        {title}
        {title !== page.title && <span class="in"> {page.title}</span>}
      </a>
    </li>
  )
}

function Pages({ current }: { readonly current: string | undefined }) {
  const headings = useMemo(() => [...groupBy(listedPages, ({ heading }) => heading!)], [])
  return (
    <>
      {headings.map(([heading, pages]) => (
        <details key={heading} open={current !== undefined || listedPages.length <= FEW_PAGES}>
          <summary>
            {heading} <span class="count">{pages.length}</span>
          </summary>
          <ul>
            {pages.map((page) => (
              <PageLink key={page.file} page={page} isCurrent={page.file === current} />
            ))}
          </ul>
        </details>
      ))}
    </>
  )
}

function PageLink({ page, isCurrent }: { readonly page: SitePage; readonly isCurrent: boolean }) {
  return (
    <li>
      <a href={pageHref(page.file)} aria-current={isCurrent ? 'page' : undefined}>
        {page.title}
      </a>
    </li>
  )
}

function Layers({ current }: { readonly current: string | undefined }) {
  const layers = useMemo(() => [...groupBy(site.nodes, ({ layer }) => layer)], [])
  const own = current === undefined ? undefined : nodeOf.get(current)?.layer
  return (
    <>
      {layers.map(([layer, nodes]) => (
        <details key={layer} open={layer === own || site.nodes.length <= 80}>
          <summary>
            {layer} <span class="count">{nodes.length}</span>
          </summary>
          <ul>
            {[...nodes]
              .sort((a, b) => a.name.localeCompare(b.name))
              .map((node) => (
                <NodeLink key={node.id} node={node} isCurrent={node.id === current} />
              ))}
          </ul>
        </details>
      ))}
    </>
  )
}

function NodeLink(props: { readonly node: SiteNode; readonly isCurrent: boolean; readonly withLayer?: boolean }) {
  const { node, isCurrent, withLayer } = props
  return (
    <li>
      <a href={nodeHref(node.id)} aria-current={isCurrent ? 'page' : undefined}>
        <span class={`dot kind-${node.type}`} />
        <Name of={node.name} />
        {withLayer && <span class="in"> {node.layer}</span>}
      </a>
    </li>
  )
}

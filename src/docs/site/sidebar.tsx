import { useEffect, useMemo, useRef, useState } from 'preact/hooks'
import { groupBy } from '../../util/group-by.js'
import type { SiteNode } from '../site-data.js'
import { nodeOf, site } from './data.js'
import { Name } from './name.js'
import { nodeHref } from './route.js'
import { searchNodes } from './search-nodes.js'

const MOST_HITS = 60

/** Search, and all nodes by layer. */
export function Sidebar({ isOpen, current }: { readonly isOpen: boolean; readonly current: string | undefined }) {
  const [text, setText] = useState('')
  const input = useRef<HTMLInputElement>(null)
  const hits = useMemo(() => searchNodes(text), [text])
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
    <aside id="sidebar" class={isOpen ? 'open' : ''} aria-label="Nodes">
      <search>
        <input
          ref={input}
          type="search"
          placeholder="Search names, columns, SQL …  ( / )"
          aria-label="Search"
          value={text}
          onInput={(event) => setText(event.currentTarget.value)}
        />
      </search>
      <div aria-live="polite" class="found">
        {text.trim() !== '' && `${hits.length} found`}
      </div>
      {text.trim() === '' ? (
        <Layers current={current} />
      ) : (
        <ul class="hits">
          {hits.slice(0, MOST_HITS).map(({ id }) => (
            <NodeLink key={id} node={nodeOf.get(id)!} isCurrent={id === current} withLayer />
          ))}
        </ul>
      )}
    </aside>
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

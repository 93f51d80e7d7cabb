import { useState } from 'preact/hooks'
import { site } from '../data/data.js'
import { formatNumber, nounOf, plural } from '../data/format.js'
import { listHref, nodeHref } from '../data/route.js'
import { KindBadge, StatusBadge } from '../parts/badges.js'
import { Choice } from '../parts/choice.js'
import { InlineMarkdown } from '../parts/markdown.js'
import { Name } from '../parts/name.js'
import { ROWS, ShowMore } from '../parts/show-more.js'

/** All nodes of a type, or all. */
export function ListPage({ options }: { readonly options: URLSearchParams }) {
  const type = options.get('type') ?? ''
  const [most, setMost] = useState(ROWS)
  const found = site.nodes.filter((node) => type === '' || node.type === type)
  const types = [...new Set(site.nodes.map((node) => node.type))].sort()
  return (
    <article>
      <h1>{type === '' ? 'Nodes' : capital(nounOf(2, type))}</h1>
      <form class="filters" onSubmit={(event) => event.preventDefault()}>
        <Choice
          label="Type"
          value={type}
          onChoose={(value) => {
            window.location.hash = listHref(value)
          }}
          options={types.map((each) => [each, each])}
          all="all"
        />
        <output>{plural(found.length, 'node')}</output>
      </form>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a table that scrolls must be reachable by keyboard. */}
      <section class="scroll nodes" tabIndex={0} aria-label="Nodes">
        <table>
          <thead>
            <tr>
              <th scope="col">Name</th>
              <th scope="col">Kind</th>
              <th scope="col">Layer</th>
              <th scope="col" class="number">
                Rows
              </th>
              <th scope="col">Last run</th>
              <th scope="col">Description</th>
            </tr>
          </thead>
          <tbody>
            {found.slice(0, most).map((node) => (
              <tr key={node.id}>
                <th scope="row">
                  <a href={nodeHref(node.id)}>
                    <Name of={node.name} />
                  </a>
                </th>
                <td>
                  <KindBadge node={node} />
                </td>
                <td>{node.layer}</td>
                <td class="number">{node.rows === undefined ? '' : formatNumber(node.rows)}</td>
                <td>{node.result && <StatusBadge result={node.result} />}</td>
                <td class="line">
                  <InlineMarkdown text={node.description.split('\n')[0] ?? ''} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      <ShowMore most={most} all={found.length} onMore={setMost} />
    </article>
  )
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

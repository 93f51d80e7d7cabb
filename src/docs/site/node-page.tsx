import { useState } from 'preact/hooks'
import type { SiteNode, SiteTest } from '../site-data.js'
import { KindBadge, StatusBadge } from './badges.js'
import { CodeBlock } from './code-block.js'
import { childrenOf, nodeOf, testsOf } from './data.js'
import { formatBytes, formatNumber, formatSeconds } from './format.js'
import { Graph } from './graph.js'
import { Markdown } from './markdown.js'
import { neighbours } from './neighbours.js'
import { graphHref, nodeHref } from './route.js'

/** Everything about one node. */
export function NodePage({ node }: { readonly node: SiteNode }) {
  const tests = testsOf.get(node.id) ?? []
  const others = tests.filter(({ column }) => column === undefined)
  return (
    <article>
      <h1>
        {node.name} <KindBadge node={node} />
      </h1>
      {node.description !== '' && <Markdown text={node.description} />}
      <Facts node={node} />
      {node.columns.length > 0 && <Columns node={node} tests={tests} />}
      {others.length > 0 && <Tests tests={others} />}
      <Lineage node={node} />
      <Code node={node} />
    </article>
  )
}

function Facts({ node }: { readonly node: SiteNode }) {
  const { relation, rows, bytes, place, tags, owner, url, hasContract, result } = node
  const facts: readonly (readonly [string, preact.ComponentChildren])[] = [
    ['Relation', relation && <code>{relation}</code>],
    ['Rows', rows !== undefined && formatNumber(rows)],
    ['Size', bytes !== undefined && formatBytes(bytes)],
    ['Last run', result && <StatusWithTime node={node} />],
    ['Contract', hasContract && 'enforced'],
    ['Owner', owner],
    ['Link', url && /^https?:/.test(url) && <a href={url}>{url}</a>],
    ['Tags', tags.length > 0 && tags.join(', ')],
    ['File', <code key="file">{place}</code>],
  ]
  return (
    <dl class="facts">
      {facts
        .filter(([, value]) => value)
        .map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
    </dl>
  )
}

function StatusWithTime({ node: { result } }: { readonly node: SiteNode }) {
  return (
    <>
      <StatusBadge result={result} /> in {formatSeconds(result!.duration)}
    </>
  )
}

function Columns({ node, tests }: { readonly node: SiteNode; readonly tests: readonly SiteTest[] }) {
  return (
    <section>
      <h2>Columns</h2>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a table that scrolls must be reachable by keyboard. */}
      <section class="scroll" tabIndex={0} aria-label="Columns">
        <table class="columns">
          <thead>
            <tr>
              <th scope="col">Column</th>
              <th scope="col">Type</th>
              <th scope="col">Description</th>
              <th scope="col">Made of</th>
              <th scope="col">Tests</th>
            </tr>
          </thead>
          <tbody>
            {node.columns.map((column) => (
              <tr key={column.name}>
                <th scope="row">
                  <code>{column.name}</code>
                  {column.isKey && <span class="key"> key</span>}
                </th>
                <td>
                  <code class="dim">{column.type?.toLowerCase() ?? 'unknown'}</code>
                </td>
                <td>
                  {column.description}
                  {column.descriptionFrom && (
                    <span class="dim" title={`Written for ${column.descriptionFrom}`}>
                      {' '}
                      ↖
                    </span>
                  )}
                </td>
                <td>
                  {column.madeOf.map((origin) => (
                    <Origin key={`${origin.node} ${origin.column}`} origin={origin} how={origin.how} />
                  ))}
                </td>
                <td>
                  {tests
                    .filter((test) => test.column === column.name)
                    .map((test) => (
                      <span key={test.id} class="test">
                        {test.kind} <StatusBadge result={test.result} />
                      </span>
                    ))}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </section>
  )
}

/** A column of another node, and what it does here: `renamed`, `where`. */
function Origin({
  origin,
  how,
}: {
  readonly origin: { readonly node: string; readonly column: string }
  readonly how: string
}) {
  return (
    <span class="origin">
      <a href={nodeHref(origin.node)}>
        {nodeOf.get(origin.node)?.name ?? origin.node}.{origin.column}
      </a>{' '}
      <span class="dim">{how}</span>
    </span>
  )
}

function Tests({ tests }: { readonly tests: readonly SiteTest[] }) {
  return (
    <section>
      <h2>Tests</h2>
      <ul class="plain">
        {tests.map(({ id, name, description, result }) => (
          <li key={id}>
            <code>{name}</code> <StatusBadge result={result} /> {description}
          </li>
        ))}
      </ul>
    </section>
  )
}

function Lineage({ node }: { readonly node: SiteNode }) {
  const children = childrenOf.get(node.id) ?? []
  if (node.parents.length + children.length === 0) return null
  return (
    <section>
      <h2>
        Lineage{' '}
        <a class="more" href={graphHref({ focus: node.id })}>
          open in the graph
        </a>
      </h2>
      <Graph shown={neighbours(node.id, 1)} focus={node.id} isSmall />
      <div class="two">
        <Links title="Depends on" ids={node.parents} />
        <Links title="Used by" ids={children} />
      </div>
      {node.rowsBy.length > 0 && (
        <>
          <h3>Rows are decided by</h3>
          <p>
            {node.rowsBy.map((each) => (
              <Origin key={`${each.node} ${each.column} ${each.why}`} origin={each} how={each.why} />
            ))}
          </p>
        </>
      )}
    </section>
  )
}

function Links({ title, ids }: { readonly title: string; readonly ids: readonly string[] }) {
  return (
    <div>
      <h3>{title}</h3>
      {ids.length === 0 ? (
        <p class="dim">nothing</p>
      ) : (
        <ul class="plain">
          {ids.map((id) => (
            <li key={id}>
              <a href={nodeHref(id)}>{nodeOf.get(id)?.name ?? id}</a>
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}

function Code({ node: { code, sql } }: { readonly node: SiteNode }) {
  const [asked, setAsked] = useState<'typescript' | 'sql'>('typescript')
  if (code === '' && sql === undefined) return null
  const shown = sql === undefined ? 'typescript' : code === '' ? 'sql' : asked
  return (
    <section>
      <h2>Code</h2>
      <fieldset class="tabs" aria-label="Language">
        {code !== '' && (
          <button type="button" aria-pressed={shown === 'typescript'} onClick={() => setAsked('typescript')}>
            TypeScript
          </button>
        )}
        {sql !== undefined && (
          <button type="button" aria-pressed={shown === 'sql'} onClick={() => setAsked('sql')}>
            SQL
          </button>
        )}
      </fieldset>
      <CodeBlock code={shown === 'sql' ? sql! : code} language={shown} />
    </section>
  )
}

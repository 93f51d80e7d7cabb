import { useState } from 'preact/hooks'
import type { SiteFreshness, SiteNode, SiteTest } from '../../site-data.js'
import { childrenOf, nodeOf, testsOf } from '../data/data.js'
import { formatBytes, formatDate, formatNumber, formatSeconds } from '../data/format.js'
import { neighbours } from '../data/neighbours.js'
import { graphHref, nodeHref } from '../data/route.js'
import { Graph } from '../graph/graph.js'
import { KindBadge, StatusBadge } from '../parts/badges.js'
import { ChartCards } from '../parts/chart-picture.js'
import { CodeBlock } from '../parts/code-block.js'
import { Opaque } from '../parts/columns-panel.js'
import { InlineMarkdown, Markdown } from '../parts/markdown.js'
import { Name } from '../parts/name.js'

/** Everything about one node. */
export function NodePage({ node }: { readonly node: SiteNode }) {
  const tests = testsOf.get(node.id) ?? []
  const others = tests.filter(({ column }) => column === undefined)
  return (
    <article>
      <h1>
        <Name of={node.name} /> <KindBadge node={node} />
      </h1>
      {node.description !== '' && <Markdown text={node.description} />}
      <Facts node={node} />
      {node.columns.length > 0 && <Columns node={node} tests={tests} />}
      {others.length > 0 && <Tests tests={others} />}
      <Charts node={node} />
      <Lineage node={node} />
      <Code node={node} />
    </article>
  )
}

type Fact = readonly [name: string, value: preact.ComponentChildren]

interface FactsProps {
  readonly node: SiteNode
  /** Facts that come first. */
  readonly more?: readonly Fact[]
}

/** What is known about a node, in a few words each. */
export function Facts({ node, more = [] }: FactsProps) {
  const { relation, rows, bytes, place, tags, owner, url, hasContract, result, freshness } = node
  const facts: readonly Fact[] = [
    ...more,
    [
      'Relation',
      relation && (
        <code>
          <Name of={relation} />
        </code>
      ),
    ],
    ['Rows', rows !== undefined && formatNumber(rows)],
    ['Size', bytes !== undefined && formatBytes(bytes)],
    ['Last run', result && <StatusWithTime node={node} />],
    ['Freshness', freshness && <Freshness of={freshness} />],
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

function Freshness({ of: { status, newest, measuredAt, error } }: { readonly of: SiteFreshness }) {
  const found = error ?? (newest === undefined ? 'no row has a time' : `newest row ${formatDate(newest)}`)
  return (
    <>
      <StatusBadge result={{ status: status === 'runtime error' ? 'error' : status }} /> {found}, measured{' '}
      {formatDate(measuredAt)}
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
                  <a href={graphHref({ node: node.id, column: column.name })} title="Its lineage in the graph">
                    <code>
                      <Name of={column.name} />
                    </code>
                  </a>
                  {column.isKey && <span class="key"> key</span>}
                  {column.isOpaque && <Opaque />}
                </th>
                <td>
                  <code class="dim">{column.type?.toLowerCase() ?? 'unknown'}</code>
                </td>
                <td>
                  {column.description && <InlineMarkdown text={column.description} />}
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

function Charts({ node }: { readonly node: SiteNode }) {
  const charts = (childrenOf.get(node.id) ?? []).flatMap((id) => nodeOf.get(id) ?? []).filter(({ chart }) => chart)
  if (charts.length === 0) return null
  return (
    <section>
      <h2>Charts</h2>
      <ChartCards nodes={charts} />
    </section>
  )
}

function Tests({ tests }: { readonly tests: readonly SiteTest[] }) {
  return (
    <section>
      <h2>Tests</h2>
      <ul class="plain">
        {tests.map(({ id, name, description, result }) => (
          <li key={id}>
            <code>
              <Name of={name} />
            </code>{' '}
            <StatusBadge result={result} /> <InlineMarkdown text={description} />
          </li>
        ))}
      </ul>
    </section>
  )
}

/** A node's neighbours, as a graph and as lists. */
export function Lineage({ node }: { readonly node: SiteNode }) {
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

interface CodeProps {
  readonly node: SiteNode
  /** Statements by what they are called. Default: the node's own. */
  readonly sqls?: readonly (readonly [name: string, sql: string])[]
}

/** A node's definition, and the SQL that it becomes. */
export function Code({ node: { code, sql }, sqls = sql === undefined ? [] : [['SQL', sql]] }: CodeProps) {
  const shown = [
    ...(code === '' ? [] : [{ name: 'TypeScript', text: code, language: 'typescript' as const }]),
    ...sqls.map(([name, text]) => ({ name, text, language: 'sql' as const })),
  ]
  const [at, setAt] = useState(0)
  const chosen = shown[at]
  if (!chosen) return null
  return (
    <section>
      <h2>Code</h2>
      <fieldset class="tabs" aria-label="Language">
        {shown.map(({ name }, i) => (
          <button key={name} type="button" aria-pressed={i === at} onClick={() => setAt(i)}>
            {name}
          </button>
        ))}
      </fieldset>
      <CodeBlock code={chosen.text} language={chosen.language} />
    </section>
  )
}

import type { SiteNode } from '../../site-data.js'
import { nodeOf } from '../data/data.js'
import { plural } from '../data/format.js'
import { nodeHref } from '../data/route.js'
import type { ColumnTrace, TraceEdge, TracePoint } from '../data/trace-column.js'
import { KindBadge } from './badges.js'
import { Name } from './name.js'

interface ColumnsPanelProps {
  readonly node: SiteNode
  /** The chosen column, and what it is made of and makes. */
  readonly trace: ColumnTrace | undefined
  readonly hrefOf: (point: Partial<TracePoint>) => string
}

/** The columns of a node in the graph, and the lineage of the one that is chosen. */
export function ColumnsPanel({ node, trace, hrefOf }: ColumnsPanelProps) {
  const chosen = trace?.start.column
  return (
    <section class="panel" aria-label={`Columns of ${node.name}`}>
      <h2>
        <a href={nodeHref(node.id)}>
          <Name of={node.name} />
        </a>{' '}
        <KindBadge node={node} />
      </h2>
      <p>
        <a href={hrefOf({})}>Close</a>
      </p>
      {node.isOpaque && <p class="note">Raw SQL is part of what decides its rows: other columns may, too.</p>}
      {node.columns.length === 0 && <p class="dim">No columns are known.</p>}
      <ul class="choices">
        {node.columns.map(({ name, isOpaque }) => (
          <li key={name}>
            <a
              href={hrefOf({ node: node.id, column: name === chosen ? undefined : name })}
              aria-current={name === chosen ? 'true' : undefined}
            >
              <code>
                <Name of={name} />
              </code>
              {isOpaque && <Opaque />}
            </a>
          </li>
        ))}
      </ul>
      {trace && (
        <>
          <Traced title="Made of and decided by" edges={trace.up} endOf={({ from }) => from} hrefOf={hrefOf} />
          <Traced title="Used by" edges={trace.down} endOf={({ to }) => to} hrefOf={hrefOf} />
        </>
      )}
    </section>
  )
}

/** A column or a node whose raw SQL may name more than is known. */
export function Opaque() {
  return (
    <span class="opaque" title="Raw SQL may name other columns">
      raw SQL
    </span>
  )
}

const MOST = 60

interface TracedProps {
  readonly title: string
  readonly edges: readonly TraceEdge[]
  readonly endOf: (edge: TraceEdge) => TracePoint
  readonly hrefOf: ColumnsPanelProps['hrefOf']
}

function Traced({ title, edges, endOf, hrefOf }: TracedProps) {
  return (
    <>
      <h3>{title}</h3>
      {edges.length === 0 && <p class="dim">nothing</p>}
      <ul class="traced">
        {edges.slice(0, MOST).map((edge) => {
          const { node, column } = endOf(edge)
          const name = nodeOf.get(node)?.name ?? node
          return (
            <li key={JSON.stringify(edge)}>
              <Line kind={edge.kind} />
              <span>
                <a href={hrefOf({ node, column })}>
                  <Name of={column === undefined ? name : `${name}.${column}`} />
                </a>{' '}
                <span class="dim">
                  {edge.to.column === undefined && edge.kind === 'decides'
                    ? `${edge.how} (rows of ${nodeOf.get(edge.to.node)?.name})`
                    : edge.how}
                </span>
              </span>
            </li>
          )
        })}
      </ul>
      {edges.length > MOST && <p class="dim">and {plural(edges.length - MOST, 'other')}</p>}
    </>
  )
}

/** A line as the graph draws it. */
export function Line({ kind }: { readonly kind: TraceEdge['kind'] }) {
  return (
    <svg class="sample" viewBox="0 0 26 8" role="img" aria-label={kind === 'value' ? 'values' : 'decides'}>
      <path class={`trace ${kind}`} d="M1 4h24" />
    </svg>
  )
}

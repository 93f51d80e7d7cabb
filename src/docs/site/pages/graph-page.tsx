import { useMemo } from 'preact/hooks'
import { nodeOf, site } from '../data/data.js'
import { plural } from '../data/format.js'
import { neighbours } from '../data/neighbours.js'
import { nodeTrace } from '../data/node-trace.js'
import { graphHref } from '../data/route.js'
import { type ColumnTrace, type TraceEdges, traceColumn, traceEdges } from '../data/trace-column.js'
import { Graph } from '../graph/graph.js'
import { Choice } from '../parts/choice.js'
import { ColumnsPanel, Line } from '../parts/columns-panel.js'

const unique = (texts: readonly string[]): readonly string[] => [...new Set(texts)].sort()

/** More nodes than can be read at once. */
const MANY = 30

/** The graph of the whole project, or of a part of it. What is shown is in the address, so that it can be shared. */
export function GraphPage({ options }: { readonly options: URLSearchParams }) {
  const chosen = {
    focus: options.get('focus') ?? '',
    steps: options.get('steps') ?? '',
    layer: options.get('layer') ?? '',
    kind: options.get('kind') ?? '',
    tag: options.get('tag') ?? '',
    node: options.get('node') ?? '',
    column: options.get('column') ?? '',
    only: options.get('only') ?? '',
  }
  const { focus, steps, layer, kind, tag, only } = chosen
  const shown = useMemo(() => {
    const near = nodeOf.has(focus)
      ? neighbours(focus, steps === '' ? Number.POSITIVE_INFINITY : Number(steps))
      : undefined
    return new Set(
      site.nodes
        .filter((node) => (near ? near.has(node.id) : true))
        .filter((node) => layer === '' || node.layer === layer || node.id === focus)
        .filter((node) => kind === '' || node.type === kind || node.materialized === kind || node.id === focus)
        .filter((node) => tag === '' || node.tags.includes(tag) || node.id === focus)
        .map(({ id }) => id),
    )
  }, [focus, steps, layer, kind, tag])
  const opened = nodeOf.get(chosen.node)
  const trace = useMemo(() => traceOf(chosen.node, chosen.column), [chosen.node, chosen.column])
  const drawn = useMemo(() => trace && nodeTrace(trace), [trace])
  // A large graph is too small to follow a column in.
  const isOnly = trace !== undefined && (only === '' ? shown.size > MANY : only === 'yes')
  const part = useMemo(
    () => (isOnly && drawn ? new Set([...shown].filter((id) => drawn.nodes.has(id))) : shown),
    [isOnly, drawn, shown],
  )
  const hrefOf = ({ node = '', column = '' }: { readonly node?: string; readonly column?: string | undefined }) =>
    graphHref({ ...chosen, node, column })
  const choose = (name: keyof typeof chosen) => (value: string) => {
    window.location.hash = graphHref({ ...chosen, [name]: value })
  }
  return (
    <article class="whole">
      <h1>Lineage</h1>
      <form class="filters" onSubmit={(event) => event.preventDefault()}>
        <Choice label="Around" value={focus} onChoose={choose('focus')} options={nodeOptions} all="the whole project" />
        {focus !== '' && <Choice label="Steps" value={steps} onChoose={choose('steps')} options={STEPS} all="all" />}
        <Choice label="Layer" value={layer} onChoose={choose('layer')} options={layerOptions} all="all" />
        <Choice label="Kind" value={kind} onChoose={choose('kind')} options={kindOptions} all="all" />
        {tagOptions.length > 0 && (
          <Choice label="Tag" value={tag} onChoose={choose('tag')} options={tagOptions} all="all" />
        )}
        {trace && (
          <label class="check">
            <input
              type="checkbox"
              checked={isOnly}
              onChange={(event) => choose('only')(event.currentTarget.checked ? 'yes' : 'no')}
            />{' '}
            only this column’s lineage
          </label>
        )}
        <output>{plural(part.size, 'node')}</output>
      </form>
      <div class={opened ? 'beside' : undefined}>
        <div>
          <Graph
            shown={part}
            focus={opened?.id ?? (focus === '' ? undefined : focus)}
            hrefOf={(node) => hrefOf({ node })}
            trace={drawn}
          />
          <p class="legend">
            {trace ? (
              <>
                <Line kind="value" /> passes values on <Line kind="decides" /> decides rows or values. Columns in
                parentheses only decide.
              </>
            ) : (
              'Choose a node to see its columns, and a column to see what it is made of and what uses it.'
            )}
          </p>
        </div>
        {opened && <ColumnsPanel node={opened} trace={trace} hrefOf={hrefOf} />}
      </div>
    </article>
  )
}

/** Made when it is first needed. */
let edges: TraceEdges | undefined

function traceOf(node: string, column: string): ColumnTrace | undefined {
  if (!nodeOf.get(node)?.columns.some(({ name }) => name === column)) return undefined
  edges ??= traceEdges(site.nodes)
  return traceColumn(edges, { node, column })
}

type Option = readonly [value: string, text: string]

const same = (text: string): Option => [text, text]
const STEPS = ['1', '2', '3', '5'].map(same)
const nodeOptions: readonly Option[] = [...site.nodes]
  .sort((a, b) => a.name.localeCompare(b.name))
  .map(({ id, name }) => [id, name])
const layerOptions = unique(site.nodes.map(({ layer }) => layer)).map(same)
const kindOptions = unique(site.nodes.flatMap(({ type, materialized }) => [materialized ?? type])).map(same)
const tagOptions = unique(site.nodes.flatMap(({ tags }) => tags)).map(same)

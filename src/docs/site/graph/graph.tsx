import { useEffect, useMemo, useRef, useState } from 'preact/hooks'
import { groupBy } from '../../../util/group-by.js'
import { BOX, type GraphLayout, layoutGraph } from '../../layout-graph.js'
import { nodeOf, site } from '../data/data.js'
import type { NodeTrace } from '../data/node-trace.js'
import { nodeHref } from '../data/route.js'
import { graphMoves } from './graph-moves.js'
import { fitted, isReadable, seenNodes, type View, ZOOM_STRIP, zoomed } from './graph-view.js'
import { NodeBox } from './node-box.js'

/** Up to so many nodes are laid out anew when only a part is shown; a larger part keeps its places in the whole. */
const MOST_LAID_OUT = 150

/** Up to so many nodes each have a box of their own, however small it is. */
const MOST_BOXES = 300

interface GraphProps {
  readonly shown: ReadonlySet<string>
  readonly focus?: string | undefined
  readonly isSmall?: boolean
  /** Where the boxes lead. Default: to the page of the node. */
  readonly hrefOf?: (id: string) => string
  /** The lineage of a column, which is drawn over the graph. */
  readonly trace?: NodeTrace | undefined
}

/** The lineage of some nodes, to be moved with the mouse and zoomed with the wheel; its nodes are links. */
export function Graph({ shown, focus, isSmall = false, hrefOf = nodeHref, trace }: GraphProps) {
  const frame = useRef<HTMLElement>(null)
  // A large graph keeps its places, and with them what the reader looks at.
  const lined = shown.size > MOST_LAID_OUT ? undefined : trace
  const layout = useMemo(() => placesOf(shown, lined), [shown, lined])
  const [view, setView] = useState<View>({ x: 0, y: 0, scale: 1 })
  useEffect(() => {
    const box = frame.current?.getBoundingClientRect()
    if (box) setView(fitted(layout, box))
  }, [layout])
  const height = isSmall ? Math.min(360, Math.max(90, layout.height) + ZOOM_STRIP) : undefined
  const hasAllBoxes = shown.size <= MOST_BOXES
  const boxes = hasAllBoxes ? [...layout.places.keys()] : boxesOf({ layout, view, frame: frame.current, focus, trace })
  const edges = useMemo(
    () => <Edges layout={layout} focus={focus} isFaded={trace !== undefined} />,
    [layout, focus, trace],
  )
  const blocks = useMemo(() => (hasAllBoxes ? null : <Blocks layout={layout} />), [layout, hasAllBoxes])
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: of a large graph, the keyboard reaches nodes by "Around" and by the list.
    <figure
      ref={frame}
      class={isSmall ? 'graph small' : 'graph'}
      style={height === undefined ? undefined : { height: `${height}px` }}
      {...graphMoves(setView)}
      onClick={(event) => {
        if (hasAllBoxes || (event.target as Element).closest('a, button')) return
        const id = nodeAt(layout, view, event, frame.current)
        if (id !== undefined) window.location.hash = hrefOf(id)
      }}
    >
      {/* biome-ignore lint/a11y/useSemanticElements: a drawing is no set of fields. */}
      <svg role="group" aria-label="Lineage graph">
        <g transform={`translate(${view.x} ${view.y}) scale(${view.scale})`}>
          {edges}
          {trace && <TraceEdges layout={layout} trace={trace} />}
          {blocks}
          {boxes.map((id) => (
            <NodeBox
              key={id}
              id={id}
              place={layout.places.get(id)!}
              href={hrefOf(id)}
              look={lookOf(id, focus, trace)}
              lines={layout.hasLines ? (trace?.linesOf.get(id) ?? []) : []}
            />
          ))}
        </g>
      </svg>
      <div class="zoom">
        <button type="button" aria-label="Zoom in" onClick={() => setView((now) => zoomed(now, 1.3, frame.current))}>
          +
        </button>
        <button
          type="button"
          aria-label="Zoom out"
          onClick={() => setView((now) => zoomed(now, 1 / 1.3, frame.current))}
        >
          −
        </button>
        <button
          type="button"
          aria-label="Fit"
          onClick={() => frame.current && setView(fitted(layout, frame.current.getBoundingClientRect()))}
        >
          ⤢
        </button>
      </div>
    </figure>
  )
}

interface ShownLayout extends GraphLayout {
  /** Whether boxes have room for lines below their names. */
  readonly hasLines: boolean
}

function placesOf(shown: ReadonlySet<string>, trace: NodeTrace | undefined): ShownLayout {
  const nodes = [...shown].flatMap((id) => nodeOf.get(id) ?? [])
  if (nodes.length > MOST_LAID_OUT)
    return { places: new Map(nodes.map(({ id, x, y }) => [id, { x, y }])), ...site.graph, hasLines: false }
  const lined = nodes.map(({ id, parents }) => ({ id, parents, lines: trace?.linesOf.get(id)?.length ?? 0 }))
  return { ...layoutGraph(lined), hasLines: true }
}

interface Seen {
  readonly layout: ShownLayout
  readonly view: View
  readonly frame: HTMLElement | null
  readonly focus: string | undefined
  readonly trace: NodeTrace | undefined
}

/** Of a large graph, only what is near and large enough to be read is a link of its own, besides what was chosen. */
function boxesOf({ layout, view, frame, focus, trace }: Seen): readonly string[] {
  const seen = isReadable(view) ? seenNodes(layout.places, view, frame?.getBoundingClientRect()) : []
  const chosen = [...(trace?.nodes ?? []), ...(focus === undefined ? [] : [focus])]
  return [...new Set([...seen.slice(0, MOST_BOXES), ...chosen.filter((id) => layout.places.has(id))])]
}

function lookOf(id: string, focus: string | undefined, trace: NodeTrace | undefined): string {
  if (id === focus) return 'focus'
  if (!trace) return ''
  return trace.nodes.has(id) ? 'traced' : 'faded'
}

/** The node at a point of the frame. */
function nodeAt(
  { places }: GraphLayout,
  view: View,
  { clientX, clientY }: MouseEvent,
  frame: HTMLElement | null,
): string | undefined {
  const box = frame?.getBoundingClientRect()
  if (!box) return undefined
  const [x, y] = [(clientX - box.left - view.x) / view.scale, (clientY - box.top - view.y) / view.scale]
  for (const [id, place] of places)
    if (Math.abs(place.x - x) <= BOX.width / 2 && Math.abs(place.y - y) <= BOX.height / 2) return id
  return undefined
}

/** All nodes of a large graph, one path a kind: a thousand elements would take longer to change than to look at. */
function Blocks({ layout: { places } }: { readonly layout: GraphLayout }) {
  const kinds = groupBy([...places], ([id]) => nodeOf.get(id)?.type ?? '')
  return (
    <>
      {[...kinds].map(([kind, nodes]) => (
        <path
          key={kind}
          class={`block kind-${kind}`}
          d={nodes
            .map(
              ([, { x, y }]) => `M${x - BOX.width / 2} ${y - BOX.height / 2}h${BOX.width}v${BOX.height}h-${BOX.width}z`,
            )
            .join('')}
        />
      ))}
    </>
  )
}

/** What reads what, as two paths: the edges of the focus, and all others. */
function Edges(props: { readonly layout: GraphLayout; readonly focus: string | undefined; readonly isFaded: boolean }) {
  const { layout, focus, isFaded } = props
  const paths = { near: '', far: '' }
  for (const to of layout.places.keys())
    for (const from of nodeOf.get(to)?.parents ?? [])
      if (layout.places.has(from)) paths[from === focus || to === focus ? 'near' : 'far'] += curve(layout, from, to)
  return (
    <>
      <path class={isFaded ? 'edge faded' : 'edge'} d={paths.far} />
      <path class={isFaded ? 'edge faded' : 'edge near'} d={paths.near} />
    </>
  )
}

/** How far apart the two lines of an edge are that passes values on and decides. */
const APART = 3

/** The lineage of a column: solid where its values come and go, dashed where something is decided. */
function TraceEdges({ layout, trace }: { readonly layout: GraphLayout; readonly trace: NodeTrace }) {
  const draw = (edges: readonly (readonly [string, string])[], shift: number) =>
    edges
      .filter(([from, to]) => layout.places.has(from) && layout.places.has(to))
      .map(([from, to]) => curve(layout, from, to, shift))
      .join('')
  return (
    <>
      <path class="trace decides" d={draw(trace.decides, APART)} />
      <path class="trace value" d={draw(trace.values, -APART)} />
    </>
  )
}

function curve({ places }: GraphLayout, from: string, to: string, shift = 0): string {
  const [a, b] = [places.get(from)!, places.get(to)!]
  const [x1, x2] = [a.x + BOX.width / 2, b.x - BOX.width / 2]
  const bend = Math.max(24, (x2 - x1) / 2)
  const [y1, y2] = [a.y + shift, b.y + shift]
  return `M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}`
}

import { useEffect, useMemo, useRef, useState } from 'preact/hooks'
import { BOX, layoutGraph } from '../layout-graph.js'
import { nodeOf, site } from './data.js'
import { nodeHref } from './route.js'

/** Up to so many nodes are laid out anew when only a part is shown; a larger part keeps its places in the whole. */
const MOST_LAID_OUT = 150

/** The height of the zoom buttons with their margins: nothing is drawn behind them at first. */
const ZOOM_STRIP = 46

interface View {
  readonly x: number
  readonly y: number
  readonly scale: number
}

interface GraphProps {
  readonly shown: ReadonlySet<string>
  readonly focus?: string | undefined
  readonly isSmall?: boolean
}

/** The lineage of some nodes, to be moved with the mouse and zoomed with the wheel; its nodes are links. */
export function Graph({ shown, focus, isSmall = false }: GraphProps) {
  const frame = useRef<HTMLElement>(null)
  const layout = useMemo(() => placesOf(shown), [shown])
  const [view, setView] = useState<View>({ x: 0, y: 0, scale: 1 })
  useEffect(() => {
    const box = frame.current?.getBoundingClientRect()
    if (box) setView(fitted(layout, box))
  }, [layout])
  const height = isSmall ? Math.min(360, Math.max(90, layout.height) + ZOOM_STRIP) : undefined
  return (
    <figure
      ref={frame}
      class={isSmall ? 'graph small' : 'graph'}
      style={height === undefined ? undefined : { height: `${height}px` }}
      {...moves(setView)}
    >
      {/* biome-ignore lint/a11y/useSemanticElements: a drawing is no set of fields. */}
      <svg role="group" aria-label="Lineage graph">
        <g transform={`translate(${view.x} ${view.y}) scale(${view.scale})`}>
          <Edges shown={shown} places={layout.places} focus={focus} />
          {[...shown].map((id) => (
            <NodeBox key={id} id={id} place={layout.places.get(id)} isFocus={id === focus} />
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

type Layout = ReturnType<typeof layoutGraph>

function placesOf(shown: ReadonlySet<string>): Layout {
  const nodes = [...shown].flatMap((id) => nodeOf.get(id) ?? [])
  if (nodes.length <= MOST_LAID_OUT) return layoutGraph(nodes)
  return { places: new Map(nodes.map(({ id, x, y }) => [id, { x, y }])), ...site.graph }
}

/** The whole in the middle, never larger than life. */
function fitted({ width, height }: Layout, box: DOMRect): View {
  const free = box.height - ZOOM_STRIP
  const scale = Math.max(0.05, Math.min(1, box.width / Math.max(1, width), free / Math.max(1, height)))
  return { scale, x: (box.width - width * scale) / 2, y: (free - height * scale) / 2 }
}

function zoomed(
  view: View,
  by: number,
  frame: HTMLElement | null,
  at?: { readonly x: number; readonly y: number },
): View {
  const box = frame?.getBoundingClientRect()
  const { x, y } = at ?? { x: (box?.width ?? 0) / 2, y: (box?.height ?? 0) / 2 }
  const scale = Math.max(0.05, Math.min(3, view.scale * by))
  const factor = scale / view.scale
  return { scale, x: x - (x - view.x) * factor, y: y - (y - view.y) * factor }
}

/** The mouse's and the finger's events. */
function moves(setView: (change: (view: View) => View) => void) {
  return {
    onPointerDown: (event: PointerEvent) => {
      const start = event.target as Element
      if (event.button !== 0 || start.closest('button')) return
      const frame = event.currentTarget as HTMLElement
      let [x, y] = [event.clientX, event.clientY]
      const move = (next: PointerEvent) => {
        // Only then: a click on a node is to reach its link.
        if (!frame.hasPointerCapture(next.pointerId) && Math.hypot(next.clientX - x, next.clientY - y) < 4) return
        frame.setPointerCapture(next.pointerId)
        const [dx, dy] = [next.clientX - x, next.clientY - y]
        x = next.clientX
        y = next.clientY
        setView((view) => ({ ...view, x: view.x + dx, y: view.y + dy }))
      }
      const end = () => {
        frame.removeEventListener('pointermove', move)
        frame.removeEventListener('pointerup', end)
        frame.removeEventListener('pointercancel', end)
      }
      frame.addEventListener('pointermove', move)
      frame.addEventListener('pointerup', end)
      frame.addEventListener('pointercancel', end)
    },
    onWheel: (event: WheelEvent) => {
      // A page with a small graph is scrolled; with Ctrl, or over the large graph, the graph is zoomed.
      const frame = event.currentTarget as HTMLElement
      if (!event.ctrlKey && frame.classList.contains('small')) return
      event.preventDefault()
      const box = frame.getBoundingClientRect()
      const at = { x: event.clientX - box.left, y: event.clientY - box.top }
      setView((view) => zoomed(view, 1.0015 ** -event.deltaY, frame, at))
    },
  }
}

interface EdgesProps {
  readonly shown: ReadonlySet<string>
  readonly places: Layout['places']
  readonly focus: string | undefined
}

function Edges({ shown, places, focus }: EdgesProps) {
  const edges = [...shown].flatMap((id) =>
    (nodeOf.get(id)?.parents ?? []).filter((parent) => shown.has(parent)).map((parent) => [parent, id] as const),
  )
  return (
    <>
      {edges.map(([from, to]) => {
        const [a, b] = [places.get(from), places.get(to)]
        if (!a || !b) return null
        const [x1, x2] = [a.x + BOX.width / 2, b.x - BOX.width / 2]
        const bend = Math.max(24, (x2 - x1) / 2)
        return (
          <path
            key={`${from} ${to}`}
            class={from === focus || to === focus ? 'edge near' : 'edge'}
            d={`M${x1} ${a.y}C${x1 + bend} ${a.y} ${x2 - bend} ${b.y} ${x2} ${b.y}`}
          />
        )
      })}
    </>
  )
}

interface NodeBoxProps {
  readonly id: string
  readonly place: { readonly x: number; readonly y: number } | undefined
  readonly isFocus: boolean
}

function NodeBox({ id, place, isFocus }: NodeBoxProps) {
  const node = nodeOf.get(id)
  if (!node || !place) return null
  const status = node.result?.status
  return (
    <g transform={`translate(${place.x - BOX.width / 2} ${place.y - BOX.height / 2})`}>
      <a
        href={nodeHref(id)}
        class={isFocus ? 'box focus' : 'box'}
        aria-label={`${node.name}, ${node.materialized ?? node.type}`}
        draggable={false}
      >
        <rect width={BOX.width} height={BOX.height} rx={6} />
        <rect class={`stripe kind-${node.type}`} width={5} height={BOX.height} rx={2} />
        {/* biome-ignore lint/a11y/noAriaHiddenOnFocusable: nothing in it has the focus, and the label has the whole name. */}
        <g aria-hidden="true">
          <text x={14} y={BOX.height / 2} dominant-baseline="central">
            {cut(node.name)}
          </text>
        </g>
        {(status === 'error' || status === 'fail') && (
          <circle class="bad" cx={BOX.width - 12} cy={BOX.height / 2} r={4} />
        )}
        <title>{`${node.name} (${node.materialized ?? node.type})`}</title>
      </a>
    </g>
  )
}

/** A name as far as there is room for it. */
function cut(name: string): string {
  if (widthOf(name) <= NAME_ROOM) return name
  let length = name.length - 1
  while (length > 1 && widthOf(`${name.slice(0, length)}…`) > NAME_ROOM) length--
  return `${name.slice(0, length)}…`
}

/** The box without its stripe and the mark of a failure. */
const NAME_ROOM = BOX.width - 14 - 22

let context: CanvasRenderingContext2D | null | undefined

/** The width of a name in a box, in pixels: every machine has another font. */
function widthOf(text: string): number {
  if (context === undefined) {
    context = document.createElement('canvas').getContext('2d')
    if (context) context.font = `12.5px ${getComputedStyle(document.body).fontFamily}`
  }
  return context?.measureText(text).width ?? text.length * 7
}

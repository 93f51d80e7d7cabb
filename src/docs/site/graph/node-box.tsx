import { BOX, boxHeight, LINE } from '../../layout-graph.js'
import { nodeOf } from '../data/data.js'

interface NodeBoxProps {
  readonly id: string
  readonly place: { readonly x: number; readonly y: number }
  readonly href: string
  /** `focus`, `faded`; empty for most. */
  readonly look: string
  /** Below the name. */
  readonly lines: readonly string[]
}

/** A node of a graph: a link. */
export function NodeBox({ id, place, href, look, lines }: NodeBoxProps) {
  const node = nodeOf.get(id)
  if (!node) return null
  const status = node.result?.status
  const height = boxHeight(lines.length)
  return (
    <g transform={`translate(${place.x - BOX.width / 2} ${place.y - height / 2})`}>
      <a
        href={href}
        class={`box ${look}`}
        aria-label={`${[node.name, ...lines].join(' ')}, ${node.materialized ?? node.type}`}
        draggable={false}
      >
        <rect width={BOX.width} height={height} rx={6} />
        <rect class={`stripe kind-${node.type}`} width={5} height={height} rx={2} />
        <text x={14} y={BOX.height / 2} dominant-baseline="central" {...fitting(node.name)}>
          {node.name}
        </text>
        {/* Blanks between the lines are not drawn, and are there for who reads the text of the link. */}
        {lines.flatMap((line, at) => [
          ' ',
          <text
            key={line}
            class="line"
            x={14}
            y={BOX.height + LINE * at + 2}
            dominant-baseline="central"
            {...fitting(line)}
          >
            {line}
          </text>,
        ])}
        {(status === 'error' || status === 'fail') && (
          <circle class="bad" cx={BOX.width - 12} cy={BOX.height / 2} r={4} />
        )}
        <title>{`${node.name} (${node.materialized ?? node.type})`}</title>
      </a>
    </g>
  )
}

/** How a name is written so that all of it is there: smaller, and when that is too small, narrower. */
function fitting(name: string): {
  readonly style?: { readonly fontSize: string }
  readonly textLength?: number
  readonly lengthAdjust?: 'spacingAndGlyphs'
} {
  const share = NAME_ROOM / widthOf(name)
  if (share >= 1) return {}
  const fontSize = `${Math.max(SMALLEST, SIZE * share)}px`
  return SIZE * share >= SMALLEST
    ? { style: { fontSize } }
    : { style: { fontSize }, textLength: NAME_ROOM, lengthAdjust: 'spacingAndGlyphs' }
}

/** The size of names, and of the smallest ones, in pixels. */
const SIZE = 12.5
const SMALLEST = 8.5

/** The box without its stripe and the mark of a failure. */
const NAME_ROOM = BOX.width - 14 - 22

let context: CanvasRenderingContext2D | null | undefined

/** The width of a name in a box, in pixels: every machine has another font. */
function widthOf(text: string): number {
  if (context === undefined) {
    context = document.createElement('canvas').getContext('2d')
    if (context) context.font = `${SIZE}px ${getComputedStyle(document.body).fontFamily}`
  }
  return context?.measureText(text).width ?? text.length * 7
}

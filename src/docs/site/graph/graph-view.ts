import { BOX, type GraphLayout } from '../../layout-graph.js'

/** What part of a graph is seen, and how large. */
export interface View {
  readonly x: number
  readonly y: number
  readonly scale: number
}

/** The height of the zoom buttons with their margins: nothing is drawn behind them at first. */
export const ZOOM_STRIP = 46

/** From so small on, names cannot be read. */
const SMALLEST_NAMES = 0.3

/** The whole in the middle, never larger than life. */
export function fitted({ width, height }: GraphLayout, box: DOMRect): View {
  const free = box.height - ZOOM_STRIP
  const scale = Math.max(0.02, Math.min(1, box.width / Math.max(1, width), free / Math.max(1, height)))
  return { scale, x: (box.width - width * scale) / 2, y: (free - height * scale) / 2 }
}

/** Larger or smaller, with a point of the frame, or its middle, where it is. */
export function zoomed(
  view: View,
  by: number,
  frame: HTMLElement | null,
  at?: { readonly x: number; readonly y: number },
): View {
  const box = frame?.getBoundingClientRect()
  const { x, y } = at ?? { x: (box?.width ?? 0) / 2, y: (box?.height ?? 0) / 2 }
  const scale = Math.max(0.02, Math.min(3, view.scale * by))
  const factor = scale / view.scale
  return { scale, x: x - (x - view.x) * factor, y: y - (y - view.y) * factor }
}

/** Whether names can be read. */
export function isReadable({ scale }: View): boolean {
  return scale >= SMALLEST_NAMES
}

/** The nodes whose boxes are in the frame, or almost. */
export function seenNodes(places: GraphLayout['places'], view: View, box: DOMRect | undefined): readonly string[] {
  if (!box) return []
  const margin = 2 * BOX.width
  const [left, top] = [-view.x / view.scale - margin, -view.y / view.scale - margin]
  const [right, bottom] = [left + box.width / view.scale + 2 * margin, top + box.height / view.scale + 2 * margin]
  return [...places].filter(([, { x, y }]) => x > left && x < right && y > top && y < bottom).map(([id]) => id)
}

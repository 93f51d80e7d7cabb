import pc from 'picocolors'
import type { TextBar } from './text-bar.js'

const HEIGHT = 10
const LEVELS = [' ', '▁', '▂', '▃', '▄', '▅', '▆', '▇', '█']

/** A line of many points as an area of characters: a column is the mean of its points, the lowest line begins at 0. */
export function formatCurve(points: readonly TextBar[], width: number): readonly string[] {
  const numbers = points.flatMap(({ value }) => (value === null ? [] : [value]))
  if (numbers.length === 0) return ['no values']
  const [bottom, top] = numbers.reduce(([low, high], n) => [Math.min(low, n), Math.max(high, n)], [0, 0])
  const marks = [top, bottom].map((n) => n.toLocaleString('en', { maximumFractionDigits: 2 }))
  const margin = Math.max(...marks.map((mark) => mark.length))
  const columns = columnsOf(points, Math.min(points.length, width - margin - 2))
  const eighths = columns.map((value) =>
    value === null || top === bottom ? 0 : Math.round(((value - bottom) / (top - bottom)) * HEIGHT * 8),
  )
  const lines = Array.from({ length: HEIGHT }, (_, line) => {
    const floor = (HEIGHT - 1 - line) * 8
    const mark = line === 0 ? marks[0]! : line === HEIGHT - 1 ? marks[1]! : ''
    const area = eighths.map((height) => LEVELS[Math.min(8, Math.max(0, height - floor))]).join('')
    return `${mark.padStart(margin)} ${pc.cyan(area.trimEnd())}`
  })
  const [first, last] = [points[0]!.name, points.at(-1)!.name]
  const gap = ' '.repeat(Math.max(1, columns.length - first.length - last.length))
  return [...lines, `${' '.repeat(margin + 1)}${first}${gap}${last}`]
}

/** The points in `count` columns, each the mean of those that fall into it. */
function columnsOf(points: readonly TextBar[], count: number): readonly (number | null)[] {
  return Array.from({ length: count }, (_, at) => {
    const [from, to] = [at, at + 1].map((edge) => Math.floor((edge * points.length) / count))
    const values = points.slice(from, to).flatMap(({ value }) => (value === null ? [] : [value]))
    return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length
  })
}

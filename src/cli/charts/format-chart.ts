import pc from 'picocolors'
import textWidth from 'string-width'
import {
  type ChartRows,
  categoryText,
  chartNumber,
  chartTitle,
  type DrawnChart,
  valueText,
} from '../../charts/index.js'
import { cellText } from '../output/cell-text.js'
import { cutText } from '../output/cut-text.js'
import { formatCurve } from './format-curve.js'
import type { TextBar } from './text-bar.js'

/** The width of a terminal that does not say its own, and the narrowest in which bars are drawn. */
const USUAL_WIDTH = 80
const NARROWEST = 30

/** A line of more points than these is drawn as a curve. */
const MOST_BARS = 40

/** A name has at most this share of the width. */
const NAMES = 0.45

/** A chart in characters: its title, then a bar for each row, or a curve for a line of many points. */
export function formatChart(chart: DrawnChart, drawn: ChartRows, columns = 0): string {
  const width = Math.max(NARROWEST, columns || USUAL_WIDTH)
  const { rows, isCut = false } = drawn
  const heading = [
    pc.bold(cutText(cellText(chartTitle(chart)) ?? '', width)),
    ...(chart.description === undefined ? [] : [pc.dim(cutText(cellText(chart.description) ?? '', width))]),
    '',
  ]
  if (rows.length === 0) return [...heading, 'no rows'].join('\n')
  const bars = rows.map((row) => ({
    name: cellText(categoryText(row[chart.category])) ?? '',
    value: chartNumber(row[chart.value]),
    text: valueText(row[chart.value], drawn.scales?.get(chart.value)),
  }))
  const isCurve = chart.mark === 'line' && rows.length > MOST_BARS
  const body = isCurve ? formatCurve(bars, width) : formatBars(bars, width)
  const more = isCut ? ['', pc.dim(`The first ${rows.length} rows; there are more.`)] : []
  return [...heading, ...body, ...more].join('\n')
}

/** Parts of a character, from an eighth to the whole. */
const EIGHTHS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉', '█']

function formatBars(bars: readonly TextBar[], width: number): readonly string[] {
  const names = bars.map(({ name }) => cutText(name, Math.floor(width * NAMES)))
  const widestName = Math.max(...names.map((name) => textWidth(name)))
  const widestText = Math.max(...bars.map(({ text }) => text.length))
  const room = Math.max(5, width - widestName - widestText - 2)
  const most = Math.max(...bars.map(({ value }) => Math.abs(value ?? 0)))
  return bars.map(({ value, text }, at) => {
    const name = names[at]!
    const length = most === 0 ? 0 : (Math.abs(value ?? 0) / most) * room
    const bar = (value ?? 0) < 0 ? pc.yellow('░'.repeat(Math.round(length))) : pc.cyan(solid(length))
    return `${' '.repeat(widestName - textWidth(name))}${name} ${bar} ${text}`
  })
}

function solid(length: number): string {
  const eighths = Math.round(length * 8)
  return '█'.repeat(Math.floor(eighths / 8)) + EIGHTHS[eighths % 8]
}

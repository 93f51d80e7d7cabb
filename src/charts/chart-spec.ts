import type { Chart } from '../core/definitions/chart.js'
import { type CategoryScale, categoryScale, categoryValue } from './category-axis.js'
import { type ChartColors, FILE_COLORS } from './chart-colors.js'
import type { ChartRows } from './chart-rows.js'
import type { ChartSpec } from './chart-spec-type.js'
import { categoryText, chartNumber, chartTitle, columnTitle, valueText } from './chart-text.js'
import { textPixels } from './text-pixels.js'
import { wrapText } from './wrap-text.js'

/** What of a chart is drawn. */
export type DrawnChart = Pick<Chart, 'mark' | 'category' | 'value' | 'orientation' | 'title' | 'description'>

/** The whole picture, and the plot without labels at the least; in pixels, as everything here. */
const WIDTH = 760
const NARROWEST_PLOT = 240
/** The share of a narrow picture that the plot has at the least, and names at the most. */
const SHARE = 0.4
const PLOT_HEIGHT = 260
const MARGIN = 16

const FONT =
  'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", "DejaVu Sans", Arial, sans-serif'
const LABEL = 12
const LABEL_LINE = 15
const TITLE = 17
const TITLE_LINE = 22
const SUBTITLE = 13
const SUBTITLE_LINE = 18

/** Room for the names of horizontal bars, and of those below vertical ones. */
const LONGEST_NAME = 270
const LONGEST_SLANTED = 190

/** How a chart looks. */
export interface ChartLook {
  /** Default: those of a file with a white background. */
  readonly colors?: ChartColors
  /** In pixels; more if many vertical bars need it. Default: 760. */
  readonly width?: number
  /** Whether the title and the description are part of the picture. Default: true. */
  readonly hasHeading?: boolean
}

/**
 * A chart of these rows in Vega-Lite's language, laid out so that no title and no name is cut off: they are wrapped. Pure.
 */
export function chartSpec(chart: DrawnChart, drawn: ChartRows, look: ChartLook = {}): ChartSpec {
  const { colors = FILE_COLORS, width = WIDTH, hasHeading = true } = look
  const scale = categoryScale(chart, drawn.rows)
  const names = layOutNames(chart, drawn, { scale, width })
  const heading = layOutHeading(chart, drawn, { colors, width, hasHeading })
  const { left, bottom, right } = names
  const padding = { left, bottom, right, top: heading.height + MARGIN }
  return {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    description: [chartTitle(chart), chart.description].filter((text) => text !== undefined).join('. '),
    width: names.width,
    height: names.height,
    padding,
    autosize: { type: 'none' },
    ...(heading.title ? { title: { ...heading.title, dx: MARGIN - left } } : {}),
    data: { values: values(chart, drawn, { scale, names: names.lines }) },
    ...(chart.mark === 'bar'
      ? bars(chart, names, colors)
      : line(chart, { scale, count: drawn.rows.length, names }, colors)),
    config: config(colors),
  }
}

const VALUE_AXIS = { tickCount: 5, domain: false, ticks: false, labelPadding: 6, labelFlush: false }

/** Where the names of the categories are, and what that leaves for the plot. */
interface NamesLayout {
  readonly width: number
  readonly height: number
  readonly left: number
  readonly right: number
  readonly bottom: number
  readonly angle: 0 | -45
  /** The lines of each row's name. */
  readonly lines: readonly (readonly string[])[]
}

interface Room {
  readonly scale: CategoryScale
  /** Of the whole picture. */
  readonly width: number
}

function layOutNames(chart: DrawnChart, { rows, scales }: ChartRows, { scale, width: whole }: Room): NamesLayout {
  const texts = rows.map((row) => categoryText(row[chart.category]))
  const valueWidth = Math.max(
    0,
    ...rows.map((row) => textPixels(valueText(row[chart.value], scales?.get(chart.value)), LABEL)),
  )
  if (chart.mark === 'bar' && chart.orientation === 'horizontal') {
    const lines = texts.map((text) => wrapText(text, LABEL, Math.min(LONGEST_NAME, whole * SHARE)))
    const left = MARGIN + widest(lines) + 10
    const right = valueWidth + MARGIN + 6
    const width = Math.max(Math.min(NARROWEST_PLOT, whole * SHARE), whole - left - right)
    const step = Math.max(24, LABEL_LINE * most(lines) + 9)
    return { width, height: Math.max(1, rows.length) * step, left, right, bottom: 58, angle: 0, lines }
  }
  const left = MARGIN + Math.max(40, valueWidth) + 30
  const right = MARGIN + 14
  const width = whole - left - right
  const plot = { height: PLOT_HEIGHT, right }
  if (scale !== 'names') return { ...plot, width, left, bottom: 58, angle: 0, lines: [] }
  const step = width / Math.max(1, rows.length)
  const upright = texts.map((text) => wrapText(text, LABEL, Math.max(40, step - 10)))
  if (widest(upright) <= step - 6 && most(upright) <= 4)
    return { ...plot, width, left, bottom: 46 + most(upright) * LABEL_LINE, angle: 0, lines: upright }
  const lines = texts.map((text) => wrapText(text, LABEL, Math.min(LONGEST_SLANTED, whole * SHARE)))
  const slanted = Math.ceil((widest(lines) + most(lines) * LABEL_LINE) * Math.SQRT1_2) + 12
  const needed = Math.max(width, rows.length * (LABEL_LINE * most(lines) + 3))
  return { ...plot, width: needed, left: Math.max(left, slanted), bottom: slanted + 38, angle: -45, lines }
}

function widest(names: readonly (readonly string[])[]): number {
  return Math.max(0, ...names.flat().map((line) => textPixels(line, LABEL)))
}

function most(names: readonly (readonly string[])[]): number {
  return Math.max(1, ...names.map((lines) => lines.length))
}

/** The title and what is below it: the description, and what was left out. */
function layOutHeading(
  chart: DrawnChart,
  { rows, isCut = false }: ChartRows,
  { colors, width: whole, hasHeading }: Required<ChartLook>,
) {
  const width = whole - 2 * MARGIN
  const cut = isCut ? `The first ${rows.length.toLocaleString('en')} rows; there are more.` : undefined
  const about = [hasHeading ? chart.description : undefined, cut, rows.length === 0 ? 'No rows.' : undefined].filter(
    (text) => text !== undefined,
  )
  const subtitle = about.flatMap((each) => wrapText(each, SUBTITLE, width))
  const place = { anchor: 'start', frame: 'group', offset: 18, limit: 0 }
  const small = { lineHeight: SUBTITLE_LINE, fontSize: SUBTITLE, color: colors.dim, fontWeight: 'normal' }
  if (!hasHeading) {
    const height = subtitle.length * SUBTITLE_LINE
    return subtitle.length === 0 ? { height } : { height: height + 18, title: { ...place, ...small, text: subtitle } }
  }
  const text = wrapText(chartTitle(chart), TITLE, width)
  return {
    height: text.length * TITLE_LINE + subtitle.length * SUBTITLE_LINE + 22,
    title: {
      ...place,
      text,
      // An empty list would be drawn as an empty line.
      ...(subtitle.length > 0 ? { subtitle } : {}),
      fontSize: TITLE,
      lineHeight: TITLE_LINE,
      color: colors.text,
      subtitleFontSize: SUBTITLE,
      subtitleLineHeight: SUBTITLE_LINE,
      subtitleColor: colors.dim,
      subtitlePadding: 5,
    },
  }
}

interface Placed {
  readonly scale: CategoryScale
  readonly names: NamesLayout['lines']
}

/** Two movies of one title are two bars, so that a row's number is part of its name; the axis leaves it out. */
function values({ category, value }: DrawnChart, { rows, scales }: ChartRows, { scale, names }: Placed): object[] {
  return rows.map((row, at) => ({
    category: scale === 'names' ? [at, ...(names[at] ?? [])].join('\n') : categoryValue(row[category], scale),
    name: categoryText(row[category]),
    lines: names[at] ?? [],
    value: chartNumber(row[value]),
    text: valueText(row[value], scales?.get(value)),
  }))
}

function namesAxis({ angle }: NamesLayout): object {
  return {
    title: null,
    labelExpr: "slice(split(datum.label, '\\n'), 1)",
    labelLimit: 0,
    labelOverlap: false,
    labelLineHeight: LABEL_LINE,
    labelAngle: angle,
    ...(angle === 0 ? {} : { labelAlign: 'right', labelBaseline: 'top' }),
    labelPadding: 8,
    ticks: false,
    domain: false,
  }
}

function bars(chart: DrawnChart, names: NamesLayout, colors: ChartColors): object {
  const isHorizontal = chart.orientation === 'horizontal'
  const [along, across] = isHorizontal ? (['y', 'x'] as const) : (['x', 'y'] as const)
  const beyond = isHorizontal
    ? {
        baseline: 'middle',
        align: { expr: "datum.value < 0 ? 'right' : 'left'" },
        dx: { expr: 'datum.value < 0 ? -5 : 5' },
      }
    : {
        align: 'center',
        baseline: { expr: "datum.value < 0 ? 'top' : 'bottom'" },
        dy: { expr: 'datum.value < 0 ? 4 : -4' },
      }
  const isWritten = isHorizontal || names.angle === 0
  return {
    encoding: {
      [along]: {
        field: 'category',
        type: 'nominal',
        sort: null,
        scale: { paddingInner: 0.28, paddingOuter: 0.14 },
        axis: isHorizontal ? null : namesAxis(names),
      },
      [across]: {
        field: 'value',
        type: 'quantitative',
        title: columnTitle(chart.value),
        axis: VALUE_AXIS,
      },
    },
    layer: [
      {
        mark: {
          type: 'bar',
          color: colors.mark,
          cornerRadiusEnd: 3,
          // A row without a value keeps its name.
          invalid: 'show',
          // What a screen reader says of a bar.
          description: { expr: "datum.name + ': ' + datum.text" },
        },
      },
      ...(isHorizontal ? [namesBeside(colors)] : []),
      ...(isWritten
        ? [
            {
              mark: { type: 'text', color: colors.text, fontSize: LABEL, invalid: 'show', ...beyond },
              encoding: { text: { field: 'text', type: 'nominal' } },
            },
          ]
        : []),
    ],
  }
}

/** Names of horizontal bars. Those of an axis begin at the middle of their bar; these have their middle there. */
function namesBeside({ text }: ChartColors): object {
  return {
    mark: {
      type: 'text',
      color: text,
      fontSize: LABEL,
      lineHeight: LABEL_LINE,
      align: 'right',
      baseline: 'middle',
      limit: 0,
      dy: { expr: `(1 - length(datum.lines)) * ${LABEL_LINE / 2}` },
    },
    encoding: { x: { value: -8 }, text: { field: 'lines', type: 'nominal' } },
  }
}

/** So few points are drawn as points, too. */
const FEW_POINTS = 30

interface LineLayout {
  readonly scale: CategoryScale
  readonly count: number
  readonly names: NamesLayout
}

function line(chart: DrawnChart, { scale, count, names }: LineLayout, colors: ChartColors): object {
  const title = columnTitle(chart.category)
  const plain = { title, tickCount: 8, grid: false, labelPadding: 6, labelFlush: false }
  const along = {
    time: { type: 'temporal', scale: { type: 'utc' }, axis: plain },
    number: { type: 'quantitative', scale: { zero: false, nice: false }, axis: { ...plain, format: '~r' } },
    names: { type: 'nominal', sort: null, scale: { type: 'point', padding: 0.5 }, axis: namesAxis(names) },
  }[scale]
  return {
    mark: {
      type: 'line',
      color: colors.mark,
      strokeWidth: 2,
      strokeJoin: 'round',
      ...(count <= FEW_POINTS ? { point: { color: colors.mark, size: 36 } } : {}),
    },
    encoding: {
      x: { field: 'category', ...along },
      y: {
        field: 'value',
        type: 'quantitative',
        title: columnTitle(chart.value),
        axis: VALUE_AXIS,
      },
    },
  }
}

function config({ background, text, dim, grid }: ChartColors): object {
  return {
    background,
    font: FONT,
    view: { stroke: null },
    axis: {
      labelColor: text,
      labelFontSize: LABEL,
      titleColor: dim,
      titleFontSize: LABEL,
      titleFontWeight: 'normal',
      titlePadding: 10,
      gridColor: grid,
      domainColor: grid,
      tickColor: grid,
    },
  }
}

import { describe, expect, it } from 'vitest'
import {
  type ChartRows,
  chartSpec,
  type DrawnChart,
  mostRows,
  PAGE_COLORS,
  renderChart,
} from '../../src/charts/index.js'

const LONG = 'Dr. Strangelove or: How I Learned to Stop Worrying and Love the Bomb, "Director\'s" Cut & <Extras> (1964)'
const JAPANESE = '千と千尋の神隠し：スタジオジブリ・コレクション特別版、それは長い長いタイトルです (2001)'

const CHART: DrawnChart = {
  mark: 'bar',
  category: 'title',
  value: 'n',
  orientation: 'horizontal',
  title: undefined,
  description: undefined,
}

const draw = (chart: Partial<DrawnChart>, drawn: ChartRows): Promise<string> =>
  renderChart(chartSpec({ ...CHART, ...chart }, drawn))

/** The strings that an SVG draws, in order; the lines of one text with a space between them. */
function textsOf(svg: string): readonly string[] {
  return [...svg.matchAll(/<text [^>]*>(.*?)<\/text>/gs)].map(([, inner]) =>
    inner!
      .replace(/<\/tspan>\s*<tspan[^>]*>/g, ' ')
      .replace(/<[^>]*>/g, '')
      .replaceAll('&lt;', '<')
      .replaceAll('&gt;', '>')
      .replaceAll('&amp;', '&')
      .replaceAll('&quot;', '"'),
  )
}

const unspaced = (text: string): string => text.replace(/\s/g, '')

/** The bars, as the sizes of their boxes: a corner that is round is not part of the straight lines. */
function barsOf(svg: string): readonly { readonly name: string; readonly width: number; readonly height: number }[] {
  const bars = svg.matchAll(/<path aria-label="([^"]*)" role="graphics-symbol" aria-roledescription="bar" d="([^"]*)"/g)
  return [...bars].map(([, name, path]) => {
    const [, width, height] = /h([\d.]+)v([\d.]+)/.exec(path!) ?? []
    return { name: name!, width: Number(width), height: Number(height) }
  })
}

describe('a bar chart', () => {
  const rows = [
    { title: LONG, n: 4 },
    { title: JAPANESE, n: 2 },
    { title: 'Up (2009)', n: 1 },
    { title: 'Up (2009)', n: 1 },
    { title: null, n: null },
  ]

  it.each(['horizontal', 'vertical'] as const)('has each %s bar and the whole of each name', async (orientation) => {
    const svg = await draw({ orientation }, { rows })
    const bars = barsOf(svg)
    const lengths = bars.map(({ width, height }) => (orientation === 'horizontal' ? width : height))
    expect(lengths.slice(0, 4).map((length) => Math.round((length / lengths[2]!) * 10) / 10)).toEqual([4, 2, 1, 1])
    expect(bars.slice(2).map(({ name }) => name)).toEqual(['Up (2009): 1', 'Up (2009): 1', 'null: null'])
    const texts = textsOf(svg).map(unspaced)
    for (const name of [LONG, JAPANESE, 'null']) expect(texts).toContain(unspaced(name))
    expect(texts.filter((text) => text === 'Up(2009)')).toHaveLength(2)
    expect(svg).not.toContain('…')
  })

  it('keeps names and titles inside the picture', () => {
    const spec = chartSpec({ ...CHART, title: LONG, description: JAPANESE }, { rows }) as any
    const { left, right } = spec.padding
    expect(left + spec.width + right).toBe(760)
    expect(spec.title.text.length).toBe(2)
    expect(unspaced(spec.title.text.join(''))).toBe(unspaced(LONG))
    expect(unspaced(spec.title.subtitle.join(''))).toBe(unspaced(JAPANESE))
    // As wide as CJK characters are: 12 pixels each, and their axis has room for the longest line.
    const lines: readonly string[] = spec.data.values[1].lines
    const wide = lines.map((line) => line.match(/[^\x20-\x7f]/g)?.length ?? 0)
    expect(Math.max(...wide) * 12).toBeLessThanOrEqual(left)
  })

  it('writes values at the bars, with the digits of the column', async () => {
    const drawn = {
      rows: [
        { title: 'a', n: 4.5 },
        { title: 'b', n: 12_345n },
      ],
      scales: new Map([['n', 2]]),
    }
    expect(textsOf(await draw({}, drawn))).toEqual(expect.arrayContaining(['4.50', '12,345.00']))
  })

  it('draws negative values from zero to the other side', async () => {
    const svg = await draw(
      {},
      {
        rows: [
          { title: 'up', n: 10 },
          { title: 'down', n: -5 },
        ],
      },
    )
    const [up, down] = barsOf(svg)
    expect(up!.width / down!.width).toBeCloseTo(2)
  })

  it('says whether there are more rows', async () => {
    expect(textsOf(await draw({}, { rows, isCut: true }))).toContain('The first 5 rows; there are more.')
    expect(textsOf(await draw({ title: 'Empty' }, { rows: [] }))).toEqual(expect.arrayContaining(['Empty', 'No rows.']))
  })

  it('has a title of its columns when it has no other', async () => {
    expect(textsOf(await draw({ category: 'release_year', value: 'movie_count' }, { rows: [] }))).toContain(
      'Movie count by release year',
    )
  })

  it('takes the colors of the page that it is in', async () => {
    const svg = await renderChart(chartSpec(CHART, { rows }, { colors: PAGE_COLORS }))
    expect(svg).toContain('fill="var(--accent)"')
    expect(svg).not.toMatch(/"#[0-9a-f]{3,6}"/)
  })
})

describe('a line chart', () => {
  it('has an axis of time for dates, the same in every time zone', async () => {
    const rows = Array.from({ length: 36 }, (_, at) => ({ month: new Date(Date.UTC(2020, at, 1)), n: at }))
    const texts = async () => textsOf(await draw({ mark: 'line', category: 'month' }, { rows }))
    const here = await texts()
    expect(here).toEqual(expect.arrayContaining(['2020', '2021', '2022']))
    const zone = process.env['TZ']
    process.env['TZ'] = 'Pacific/Kiritimati'
    try {
      expect(await texts()).toEqual(here)
    } finally {
      if (zone === undefined) delete process.env['TZ']
      else process.env['TZ'] = zone
    }
  })

  it('writes years without commas', async () => {
    const rows = [1990, 2000, 2010].map((year) => ({ year, n: 1 }))
    const texts = textsOf(await draw({ mark: 'line', category: 'year' }, { rows }))
    expect(texts).toEqual(expect.arrayContaining(['1990', '2000', '2010']))
  })

  it('keeps the order of names', async () => {
    const rows = ['Mon', 'Tue', 'Wed', 'Thu'].map((day, n) => ({ day, n }))
    const texts = textsOf(await draw({ mark: 'line', category: 'day' }, { rows }))
    expect(texts.filter((text) => /day|Mon|Tue|Wed|Thu/.test(text)).slice(0, 4)).toEqual(['Mon', 'Tue', 'Wed', 'Thu'])
  })
})

it('draws a hundred bars unless the chart has a limit', () => {
  expect(mostRows({ mark: 'bar', limit: undefined })).toBe(100)
  expect(mostRows({ mark: 'bar', limit: 250 })).toBe(250)
})

import { stripVTControlCharacters } from 'node:util'
import textWidth from 'string-width'
import { describe, expect, it } from 'vitest'
import type { ChartRows, DrawnChart } from '../../../src/charts/index.js'
import { formatChart } from '../../../src/cli/charts/format-chart.js'

const CHART: DrawnChart = {
  mark: 'bar',
  category: 'title',
  value: 'n',
  orientation: 'vertical',
  title: 'Ratings',
  description: undefined,
}

const lines = (drawn: ChartRows, width = 40, chart: Partial<DrawnChart> = {}): readonly string[] =>
  stripVTControlCharacters(formatChart({ ...CHART, ...chart }, drawn, width)).split('\n')

describe('a chart in a terminal', () => {
  it('is a bar for each row, as long as its value', () => {
    const rows = [
      { title: 'Heat', n: 8 },
      { title: 'Up', n: 4 },
      { title: 'Jaws', n: null },
      { title: 'Cats', n: -2 },
    ]
    expect(lines({ rows }, 30)).toEqual([
      'Ratings',
      '',
      `Heat ${'█'.repeat(20)} 8`,
      `  Up ${'█'.repeat(10)} 4`,
      'Jaws  null',
      `Cats ${'░'.repeat(5)} -2`,
    ])
  })

  it('says NaN and infinities, which have no bar, and writes lists of long numbers', () => {
    const rows = [
      { title: [9007199254740993n], n: 8 },
      { title: 'Up', n: Number.NaN },
      { title: 'Heat', n: Number.NEGATIVE_INFINITY },
    ]
    const drawn = lines({ rows }, 60).map((line) => line.trim())
    expect(drawn[2]).toMatch(/^\["9007199254740993"\] █+ 8$/)
    expect(drawn.slice(3).map((line) => line.split(/\s+/))).toEqual([
      ['Up', 'NaN'],
      ['Heat', '-Infinity'],
    ])
  })

  it('cuts names and titles by what a terminal draws, never in the middle of a character', () => {
    const title = '千と千尋の神隠し：スタジオジブリ・コレクション特別版'
    const drawn = lines(
      {
        rows: [
          { title, n: 2 },
          { title: 'x'.repeat(100), n: 1 },
        ],
      },
      60,
      { title: title.repeat(4) },
    )
    expect(drawn[2]).toMatch(/^千と千尋の神隠し：スタジオ… █+ 2$/)
    expect(Math.max(...drawn.map((line) => textWidth(line)))).toBe(60)
  })

  it('is 80 columns wide where the terminal does not say its width', () => {
    const drawn = lines({ rows: [{ title: 'a', n: 1 }] }, 0)
    expect(textWidth(drawn[2]!)).toBe(80)
  })

  it('writes out what would move the cursor', () => {
    expect(lines({ rows: [{ title: 'a\u001b[2J\n', n: 1 }] })[2]).toMatch(/^a\\u001b\[2J\\n █/)
  })

  it('is a curve for a line of many points', () => {
    const rows = Array.from({ length: 200 }, (_, at) => ({ title: `day ${at}`, n: at }))
    const drawn = lines({ rows }, 60, { mark: 'line' })
    expect(drawn).toHaveLength(13)
    expect(drawn[2]).toMatch(/^199 +▁?[▁-█]+$/)
    expect(drawn[11]).toMatch(/^ {2}0 /)
    expect(drawn[12]).toMatch(/day 0 +day 199$/)
    expect(Math.max(...drawn.map((line) => textWidth(line)))).toBeLessThanOrEqual(60)
  })

  it('says that there are more rows, or none', () => {
    expect(lines({ rows: [{ title: 'a', n: 1 }], isCut: true }).at(-1)).toBe('The first 1 rows; there are more.')
    expect(lines({ rows: [] }).at(-1)).toBe('no rows')
  })
})

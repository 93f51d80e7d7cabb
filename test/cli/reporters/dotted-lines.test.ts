import { stripVTControlCharacters } from 'node:util'
import textWidth from 'string-width'
import { describe, expect, it } from 'vitest'
import { dbtLine } from '../../../src/cli/dbt/dbt-line.js'
import { formatNodeEnd } from '../../../src/cli/reporters/format-run.js'
import { fileTitle } from '../../../src/cli/reporters/load-reporter.js'
import { ended, planned } from './planned-nodes.js'

/** Latin, Chinese and Japanese, Korean, an emoji of one and of seven code points, an accent as a character of its own. */
const NAMES = ['orders', '注文の明細', '주문', '🛒', '👩‍👩‍👧‍👦', 'cafe\u0301']

const columnOf = (line: string, mark: string): number => textWidth(line.slice(0, line.indexOf(mark)))

describe('results are in one column of the terminal, however wide the characters of names are', () => {
  const line = (name: string, columns?: number): string =>
    stripVTControlCharacters(formatNodeEnd(ended(planned(name), 'success'), { index: 7, total: 46 }, columns))

  it('of a run', () => {
    expect(new Set(NAMES.map((name) => columnOf(line(name), '[in 1.00s]'))).size).toBe(1)
  })

  it('of a run on 80 columns, and no line is broken', () => {
    const lines = NAMES.map((name) => line(name, 80))
    expect(new Set(lines.map((each) => columnOf(each, '[in 1.00s]'))).size).toBe(1)
    expect(Math.max(...lines.map((each) => textWidth(each)))).toBeLessThanOrEqual(80)
  })

  it('of a load', () => {
    for (const columns of [80, undefined]) {
      const widths = NAMES.map((name) =>
        textWidth(stripVTControlCharacters(fileTitle('raw.a', `${name}.csv`, 'new', columns))),
      )
      expect(new Set(widths).size).toBe(1)
    }
  })

  it("of dbt's log", () => {
    expect(new Set(NAMES.map((name) => columnOf(dbtLine({ index: 1, total: 3 }, name, 'OK'), '[OK]'))).size).toBe(1)
  })
})

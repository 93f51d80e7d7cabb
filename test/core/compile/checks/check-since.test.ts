import { type Column, date, decimal, double, integer, timestamp, varchar } from 'kerros'
import { ColumnNode } from 'kysely'
import { expect, it } from 'vitest'
import { checkSince } from '../../../../src/core/compile/checks/check-since.js'
import type { SinceRule } from '../../../../src/core/compile/rows/newer-than.js'

type Known = Column<any> | undefined

const SKIP = { nulls: 'skip' } as const
const back = (unit: 'minute' | 'hour' | 'day' | 'month') => ({ ...SKIP, lookback: { unit, amount: 1 } })

/** What is said of a timestamp that is compared with a watermark, of types that are known or not. */
const said = (timestamp: Known, watermark: Known, rule: SinceRule): string => {
  const known = (column: Known) => ({ type: column?.type, ...(column?.isNullable && { isNullable: true }) })
  const found = checkSince(
    { column: ColumnNode.create('at'), watermark: 'w', rule },
    { timestamp: known(timestamp), watermark: watermark && known(watermark) },
  )
  return found.map(({ code, message }) => `${code} ${message.replace('since(…) ', '')}`).join('; ')
}

const MISMATCH = 'E_TYPE_MISMATCH'
const nulls = (what: string) => `E_INVALID_OPTION compares ${what}, and does not say what becomes of NULLs`

it.each<[timestamp: Known, watermark: Known, rule: SinceRule, said: string]>([
  [timestamp(), timestamp(), {}, ''],
  [undefined, undefined, {}, ''],
  [timestamp(), undefined, {}, ''],
  [undefined, date(), {}, ''],
  // Kinds are compared, not types.
  [integer(), double(), {}, ''],
  [decimal(10, 2), integer(), {}, ''],
  [date(), timestamp(), {}, `${MISMATCH} compares date with the watermark "w", which is timestamp`],
  [varchar(), integer(), back('day'), `${MISMATCH} compares varchar with the watermark "w", which is integer`],
  // What does not say what is newer.
  [varchar(), varchar(), SKIP, `${MISMATCH} compares varchar, which does not say what is newer`],
  [undefined, varchar(), SKIP, `${MISMATCH} compares varchar, which does not say what is newer`],
  [varchar(), undefined, back('day'), `${MISMATCH} compares varchar, which does not say what is newer`],
  // Looking back.
  [timestamp(), timestamp(), back('minute'), ''],
  [timestamp(), timestamp(), back('month'), ''],
  [undefined, undefined, back('minute'), ''],
  [date(), date(), back('day'), ''],
  [date(), date(), back('month'), ''],
  [date(), date(), back('hour'), `${MISMATCH} looks back by the hour over a date, which has none`],
  [undefined, date(), back('minute'), `${MISMATCH} looks back by the minute over a date, which has none`],
  [integer(), integer(), back('day'), `${MISMATCH} cannot look back one day from integer`],
  // NULLs.
  [timestamp().nullable(), timestamp(), {}, nulls('a column that can be NULL')],
  [timestamp().nullable(), timestamp(), SKIP, ''],
  [timestamp().nullable(), timestamp(), { nulls: 'always' }, ''],
  [timestamp(), timestamp().nullable(), {}, nulls('with the watermark "w", which can be NULL')],
  [timestamp(), timestamp().nullable(), SKIP, ''],
  [
    date().nullable(),
    date(),
    { lookback: { unit: 'hour', amount: 1 } },
    `${MISMATCH} looks back by the hour over a date, which has none; ${nulls('a column that can be NULL')}`,
  ],
])('since of a timestamp and a watermark: %#', (timestamp, watermark, rule, expected) => {
  expect(said(timestamp, watermark, rule)).toBe(expected)
})

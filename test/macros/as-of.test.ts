import { integer, scdType1, snapshot, source, timestamp, varchar, view } from 'kerros'
import { asOf, joinAsOf } from 'kerros/macros'
import { describe, expect, it } from 'vitest'
import { compileFor } from '../core/compile/compile-models.js'
import { inMemory, literal } from '../property/memory-project.js'
import fc from '../seeded-fast-check.js'

const { prices, sales, passed_on } = source('raw', {
  prices: { sku: varchar(), price: integer() },
  sales: { sale: integer(), sku: varchar().nullable(), sold_at: timestamp().nullable() },
  passed_on: { sku: varchar(), price: integer(), since: timestamp(), until: timestamp(), gone: integer() },
})

const history = snapshot(prices, { uniqueKey: 'sku', strategy: 'check', checkColumns: 'all' })
const recorded = snapshot(prices, {
  uniqueKey: 'sku',
  strategy: 'check',
  checkColumns: 'all',
  hardDeletes: 'newRecord',
  validToCurrent: new Date('9999-12-31'),
  snapshotMetaColumnNames: { validFrom: 'since', validTo: 'until', isDeleted: 'gone' },
})

const range = (from: string, to: string, time: string) =>
  `("h"."${from}" <= ${time} and ("h"."${to}" is null or "h"."${to}" > ${time})`

describe('asOf', () => {
  const at = new Date('2024-05-01')
  const where = (engine: 'duckdb' | 'snowflake', m: unknown, others: object) =>
    compileFor(engine, { m, ...others } as never).sql.replace(/^.*? where /, '')

  it('keeps the rows that had begun and had not ended, and no deletion records', () => {
    const m = view({ h: history }, (db) =>
      db
        .selectFrom('h')
        .select('h.sku')
        .$call(asOf(history, 'h', at)),
    )
    const time = `timestamp '2024-05-01 00:00:00.000'`
    expect(where('duckdb', m, { history, prices })).toBe(`${range('valid_from', 'valid_to', time)})`)
    const n = view({ h: recorded }, (db) =>
      db
        .selectFrom('h')
        .select('h.sku')
        .$call(asOf(recorded, 'h', at)),
    )
    expect(where('duckdb', n, { recorded, prices })).toBe(
      `${range('since', 'until', time)} and "h"."gone" is distinct from true)`,
    )
    expect(where('snowflake', n, { recorded, prices })).toBe(
      `("H"."SINCE" <= to_timestamp_ntz('2024-05-01 00:00:00.000000', 'YYYY-MM-DD HH24:MI:SS.FF6') and ("H"."UNTIL" is null or "H"."UNTIL" > to_timestamp_ntz('2024-05-01 00:00:00.000000', 'YYYY-MM-DD HH24:MI:SS.FF6')) and "H"."GONE" is distinct from true)`,
    )
  })

  it('reads what passes the columns of a snapshot on, by their names', () => {
    const n = view({ h: passed_on }, (db) =>
      db
        .selectFrom('h')
        .select('h.sku')
        .$call(asOf({ validFrom: 'since', validTo: 'until' }, 'h', at)),
    )
    expect(where('duckdb', n, { passed_on })).toContain('"h"."until" is null')
  })

  it('refuses what keeps no versions', () => {
    const latest = scdType1(prices, { uniqueKey: 'sku' })
    const refused = expect.objectContaining({
      code: 'E_INVALID_OPTION',
      message: 'asOf was given something that keeps no versions',
    })
    for (const wrong of [latest, prices, {}]) expect(() => asOf(wrong as never, 'h' as never, at)).toThrow(refused)
  })
})

describe('joinAsOf', () => {
  it('refuses a part of the key, and none', () => {
    const two = snapshot(sales, { uniqueKey: ['sale', 'sku'], strategy: 'check', checkColumns: 'all' })
    const message = (on: object) => {
      try {
        joinAsOf(two as never, 'h' as never, { on, at: 's.sold_at' } as never)
        return undefined
      } catch (error) {
        return (error as Error).message
      }
    }
    expect(message({ sale: 's.sale' })).toBe('joinAsOf was given a part of the key only: "sku" is missing')
    expect(message({})).toBe('joinAsOf was given no column of the key')
    expect(message({ sale: 's.sale', SKU: 's.sku' })).toBeUndefined()
  })
})

const START = Date.parse('2026-01-01T00:00:00Z')
const SKUS = ['a', 'b'] as const
const state = fc.tuple(...SKUS.map(() => fc.option(fc.integer({ min: 1, max: 2 }))))
const moment = fc.option(
  fc.integer({ min: -1, max: 5 }).map((half) => new Date(START + half * 30_000)),
  { freq: 6 },
)
const sale = fc.tuple(fc.option(fc.constantFrom('a', 'b', 'c'), { freq: 5 }), moment)

it('a history as of a time is its source as the last run before it saw it, and each row has the version of its time', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(state, { minLength: 1, maxLength: 3 }),
      fc.array(sale, { minLength: 4, maxLength: 8 }),
      (states, facts) =>
        inMemory(async (project) => {
          await project.rows(
            'create schema raw',
            'create table raw.prices (sku varchar, price integer)',
            'create table raw.sales (sale integer, sku varchar, sold_at timestamp)',
            `insert into raw.sales values ${facts.map((fact, i) => `(${i}, ${fact.map(literal).join(', ')})`).join(', ')}`,
          )
          for (const [i, found] of states.entries()) {
            await project.rows(
              'delete from raw.prices',
              ...SKUS.flatMap((sku, k) =>
                found[k] === null ? [] : [`insert into raw.prices values ('${sku}', ${found[k]})`],
              ),
            )
            await project.build({ prices, recorded }, { startedAt: new Date(START + i * 60_000) })
          }
          /** The price at a time: what the last run that had begun by then saw. */
          const priceAt = (sku: string | null, at: Date | null): number | null => {
            if (at === null) return null
            const seen = states.filter((_, i) => START + i * 60_000 <= at.getTime()).at(-1)
            return seen?.[SKUS.indexOf(sku as 'a')] ?? null
          }
          const joined = view({ s: sales, h: recorded }, (db) =>
            db
              .selectFrom('s')
              .$call(joinAsOf(recorded, 'h', { on: { sku: 's.sku' }, at: 's.sold_at' }))
              .select(['s.sale', 'h.price']),
          )
          const times = [-1, 0, 1, 2, 3, 4, 5].map((half) => new Date(START + half * 30_000))
          const views = Object.fromEntries(
            times.map((at, i) => [
              `as_of_${i}`,
              view({ h: recorded }, (db) =>
                db
                  .selectFrom('h')
                  .select(['h.sku', 'h.price'])
                  .$call(asOf(recorded, 'h', at)),
              ),
            ]),
          )
          const last = new Date(START + states.length * 60_000)
          await project.build({ prices, sales, recorded, joined, ...views }, { startedAt: last })
          expect(await project.rows('select * from joined order by sale')).toEqual(
            facts.map(([sku, at], i) => ({ sale: i, price: priceAt(sku, at) })),
          )
          for (const [i, at] of times.entries())
            expect(await project.rows(`select * from as_of_${i} order by sku`)).toEqual(
              SKUS.flatMap((sku) => {
                const price = priceAt(sku, at)
                return price === null ? [] : [{ sku, price }]
              }),
            )
        }),
    ),
    { numRuns: 15 },
  )
})

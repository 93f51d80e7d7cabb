import {
  castTo,
  count,
  countIf,
  decimal,
  grouping,
  iff,
  integer,
  orNull,
  source,
  sum,
  timestamp,
  varchar,
  view,
} from 'kerros'
import { groupingSets, pivot, sessionize, unpivot } from 'kerros/macros'
import { afterAll, beforeAll, expect, it } from 'vitest'
import fc from '../../seeded-fast-check.js'
import { contractSuite, type EngineUnderTest } from '../contract-suite.js'
import { ScratchProject } from '../scratch-project.js'
import * as oracle from './macro-oracle.js'

const raw = source('raw', {
  e: {
    id: integer(),
    who: varchar().nullable(),
    kind: varchar().nullable(),
    place: varchar().nullable(),
    seen_at: timestamp().nullable(),
    amount: integer().nullable(),
    bonus: integer().nullable(),
  },
})

const KINDS = ['a', 'B', 'c d'] as const
const START = Date.UTC(2024, 1, 28, 23)
const MINUTE = 60_000

const nullable = <T>(values: readonly T[]) => fc.constantFrom<T | null>(null, ...values)

/** Few values, so that rows share them; times that are exactly a gap apart, and equal ones. */
const rowsOf = fc
  .array(
    fc.record({
      who: nullable(['x', 'y']),
      kind: nullable([...KINDS, 'other', 'A']),
      place: nullable(['p', 'q']),
      seen_at: fc.option(
        fc.integer({ min: 0, max: 12 }).map((n) => new Date(START + n * 10 * MINUTE)),
        { nil: null, freq: 6 },
      ),
      amount: nullable([-3, 0, 5]),
      bonus: nullable([1, 7]),
    }),
    { maxLength: 14 },
  )
  .map((rows) => rows.map((row, id): oracle.EventRow => ({ id, ...row })))

const SETS = [
  { by: { rollup: ['e.who', 'e.place'] }, sets: [['who', 'place'], ['who'], []] },
  { by: { cube: ['e.who', 'e.place'] }, sets: [['who', 'place'], ['place'], ['who'], []] },
  { by: { sets: [['e.place'], ['e.who', 'e.place']] }, sets: [['place'], ['who', 'place']] },
] as const

const byKeys = (rows: readonly { readonly [column: string]: unknown }[]): readonly string[] =>
  rows.map((row) => JSON.stringify(row, Object.keys(row).sort())).sort()

/** What every engine makes of the macros that change which rows there are. */
export function macroSuite(engine: EngineUnderTest, { numRuns }: { readonly numRuns: number }): void {
  contractSuite('macros', engine, () => {
    let project: ScratchProject

    beforeAll(async () => {
      project = await ScratchProject.create(engine)
      await project.execute(
        'create schema if not exists raw',
        'create or replace table raw.e (id integer, who varchar, kind varchar, place varchar, seen_at timestamp, amount integer, bonus integer)',
      )
    })
    afterAll(() => project?.remove())

    const models = (gap: number, by: (typeof SETS)[number]['by']) => ({
      raw,
      pivoted: view({ e: raw.e }, (db) =>
        db
          .selectFrom('e')
          .groupBy('e.who')
          .select((eb) => [
            'e.who',
            ...pivot(eb.ref('e.kind'), KINDS, (isKind) => countIf(isKind), { prefix: 'n_' }),
            ...pivot(
              eb.ref('e.kind'),
              KINDS,
              (isKind) => castTo(sum(iff(isKind, eb.fn.coalesce('e.amount', eb.lit(0)), eb.lit(0))), integer()),
              { suffix: '_sum' },
            ),
          ]),
      ),
      unpivoted: view({ e: raw.e }, (db) =>
        unpivot(db, 'e', { columns: ['amount', 'bonus'], keep: ['id'], nameAs: 'name', valueAs: 'value' }),
      ),
      numbered: view({ e: raw.e }, (db) =>
        sessionize(db, 'e', { partitionBy: ['who'], orderBy: 'seen_at', gap: [gap, 'minute'], as: 'session' }),
      ),
      subtotals: view({ e: raw.e }, (db) =>
        db
          .selectFrom('e')
          .$call(groupingSets(by as { readonly rollup: readonly ('e.who' | 'e.place')[] }))
          .select((eb) => [
            count().as('n'),
            orNull(castTo(sum(eb.ref('e.amount')), decimal(10, 0))).as('total'),
            grouping(eb.ref('e.who')).as('all_who'),
            grouping(eb.ref('e.place')).as('all_places'),
          ]),
      ),
    })

    it('give the rows that docs/functions.md says', async () => {
      await fc.assert(
        fc.asyncProperty(
          rowsOf,
          fc.constantFrom(10, 20, 25),
          fc.constantFrom(...SETS),
          async (rows, gap, { by, sets }) => {
            const text = (value: unknown): string =>
              value === null
                ? 'null'
                : value instanceof Date
                  ? `'${value.toISOString().slice(0, 19)}'`
                  : typeof value === 'string'
                    ? `'${value}'`
                    : String(value)
            const values = rows.map(
              ({ id, who, kind, place, seen_at, amount, bonus }) =>
                `(${[id, who, kind, place, seen_at, amount, bonus].map(text).join(', ')})`,
            )
            await project.execute(
              'delete from raw.e',
              ...(values.length > 0 ? [`insert into raw.e values ${values.join(', ')}`] : []),
            )
            const { nodes } = await project.build(models(gap, by))
            expect(nodes.flatMap(({ error }) => error ?? [])).toEqual([])
            const read = async (columns: string, from: string) =>
              (await project.rows(`select ${columns} from ${from}`)).map((row) =>
                Object.fromEntries(
                  Object.entries(row).map(([name, value]) => [
                    name,
                    typeof value === 'bigint' || (typeof value === 'string' && /^-?\d+$/.test(value))
                      ? Number(value)
                      : value,
                  ]),
                ),
              )
            const found = await project.rows('select * from pivoted')
            expect(byKeys(lowerKeys(found))).toEqual(byKeys(lowerKeys(oracle.pivoted(rows, KINDS))))
            expect(byKeys(await read('id, name, value', 'unpivoted'))).toEqual(
              byKeys(oracle.unpivoted(rows, ['amount', 'bonus'])),
            )
            expect(byKeys(await read('id, session', 'numbered'))).toEqual(byKeys(oracle.sessions(rows, gap * MINUTE)))
            expect(await read('*', 'numbered')).toHaveLength(rows.length)
            expect(byKeys(await read('who, place, n, total, all_who, all_places', 'subtotals'))).toEqual(
              byKeys(oracle.grouped(rows, sets as never)),
            )
          },
        ),
        { numRuns },
      )
    }, 240_000)
  })
}

/** Names fold in one engine, and numbers may come as strings. */
function lowerKeys(rows: readonly { readonly [column: string]: unknown }[]) {
  return rows.map((row) =>
    Object.fromEntries(
      Object.entries(row).map(([name, value]) => [
        name.toLowerCase(),
        name.toLowerCase() === 'who' ? value : Number(value),
      ]),
    ),
  )
}

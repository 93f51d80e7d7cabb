import { duckdb } from 'kerros/duckdb'
import { expect, it } from 'vitest'
import { noFacts } from '../../src/core/keys/row-facts.js'
import { uniqueKeyCheck } from '../../src/materializations/steps/unique-key-check.js'
import fc from '../seeded-fast-check.js'
import { inMemory, literal } from './memory-project.js'

type Value = number | string | null
type Row = readonly Value[]

const COLUMNS = ['x', 'y', 'a.s', 'd']
const small = fc.option(fc.integer({ min: 0, max: 3 }), { freq: 5 })
const row: fc.Arbitrary<Row> = fc.tuple<Value[]>(
  small,
  small,
  fc.option(fc.constantFrom('', 'a', 'A', 'a ', 'aa'), { freq: 5 }),
  fc.option(fc.constantFrom("'nan'::double", '-0.0::double', '0.0::double', '1.5::double'), { freq: 5 }),
)

/** Keys without NULL that are in several rows, and rows with a NULL in the key: counted in JavaScript. */
function counted(rows: readonly Row[], key: readonly string[]): { readonly repeated: number; readonly nulls: number } {
  const keys = rows.map((one) => key.map((column) => one[COLUMNS.indexOf(column)] ?? null))
  const times = new Map<string, number>()
  for (const values of keys.filter((one) => !one.includes(null))) {
    const same = JSON.stringify(values.map((value) => (value === '-0.0::double' ? '0.0::double' : value)))
    times.set(same, (times.get(same) ?? 0) + 1)
  }
  return {
    repeated: [...times.values()].filter((n) => n > 1).length,
    nulls: keys.filter((one) => one.includes(null)).length,
  }
}

it('counts keys that repeat and rows with NULL in the key alike, sorted or grouped', async () => {
  const { dialect } = duckdb({ path: ':memory:' })
  const found = { repeated: 0, nulls: 0, none: 0 }
  await inMemory(async (project) => {
    const property = fc.asyncProperty(
      fc.array(row, { maxLength: 12 }),
      fc.shuffledSubarray(COLUMNS, { minLength: 1 }),
      async (rows, key) => {
        const expected = counted(rows, key)
        found.repeated += expected.repeated > 0 ? 1 : 0
        found.nulls += expected.nulls > 0 ? 1 : 0
        found.none += expected.repeated + expected.nulls === 0 ? 1 : 0
        const values = rows.map(([x, y, s, d]) => `(${[x, y, s].map((one) => literal(one ?? null))}, ${d})`)
        await project.rows(
          'create or replace table t (x integer, y integer, "a.s" varchar, d double)',
          ...(values.length > 0 ? [`insert into t values ${values.join(', ')}`] : []),
        )
        const relation = { database: 'memory', schema: 'main', name: 't' }
        for (const are of ['batch', 'whole', 'stored'] as const) {
          const [{ sql }] = uniqueKeyCheck({ rows: relation, are }, key, noFacts(undefined), dialect) as [any]
          expect(/row_number/.test(sql)).toBe(are !== 'batch')
          const [counts] = await project.rows(sql)
          expect([are, Number(counts!['repeated']), Number(counts!['nulls'])]).toEqual([
            are,
            expected.repeated,
            expected.nulls,
          ])
        }
      },
    )
    await fc.assert(property, { numRuns: 150 })
  })
  expect(Math.min(found.repeated, found.nulls, found.none)).toBeGreaterThan(10)
}, 60_000)

import type { DuckDBConnection } from '@duckdb/node-api'
import { DummyDriver, Kysely, type SelectQueryBuilder, SqliteAdapter, sql } from 'kysely'
import { beforeAll, describe, expect, it } from 'vitest'
import fc from '../../seeded-fast-check.js'
import { compile, duckDb, openDuckDb, snowflake } from '../functions/run-case.js'

interface Database {
  readonly t: { readonly v: number }
}

/** A query of one column, and the rows it gives by the methods it was built with. */
interface Part {
  readonly query: SelectQueryBuilder<Database, 't', { v: number }>
  readonly rows: readonly number[]
}

const db = new Kysely<Database>({
  dialect: {
    createDriver: () => new DummyDriver(),
    createAdapter: () => new SqliteAdapter(),
    createIntrospector: () => ({}) as never,
    createQueryCompiler: () => duckDb(),
  },
})

const OPERATIONS: Readonly<Record<string, (left: readonly number[], right: readonly number[]) => readonly number[]>> = {
  union: (left, right) => [...new Set([...left, ...right])],
  unionAll: (left, right) => [...left, ...right],
  intersect: (left, right) => [...new Set(left.filter((v) => right.includes(v)))],
  except: (left, right) => [...new Set(left.filter((v) => !right.includes(v)))],
}
const sorted = (rows: readonly number[]): number[] => [...rows].sort((a, b) => a - b)

const values = fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 1, maxLength: 4 }).map((rows): Part => {
  const list = sql.raw(`(values ${rows.map((v) => `(${v})`).join(', ')}) as t(v)`)
  return { query: db.selectFrom(sql<{ v: number }>`(select * from ${list})`.as('t')).select('t.v') as never, rows }
})
const first = (n: number, { query, rows }: Part): Part => ({
  query: query.orderBy('v').limit(n),
  rows: sorted(rows).slice(0, n),
})

const { part } = fc.letrec<{ part: Part; combined: Part }>((tie) => ({
  part: fc.oneof(
    { maxDepth: 3 },
    values,
    tie('combined'),
    fc.tuple(fc.integer({ min: 0, max: 3 }), fc.oneof(values, tie('combined'))).map(([n, of]) => first(n, of)),
  ),
  combined: fc
    .tuple(
      values,
      fc.array(fc.tuple(fc.constantFrom(...Object.keys(OPERATIONS)), tie('part')), { minLength: 1, maxLength: 3 }),
    )
    .map(([start, operations]) =>
      operations.reduce(
        (left, [operation, right]) => ({
          query: left.query[operation as 'union'](right.query),
          rows: OPERATIONS[operation]!(left.rows, right.rows),
        }),
        start,
      ),
    ),
}))

let connection: DuckDBConnection
beforeAll(async () => {
  connection = await openDuckDb()
})

describe.each([
  ['DuckDB', duckDb],
  ['Snowflake', snowflake],
])('set operations for %s', (_, compiler) => {
  it('happen in the order of their methods, each on its own halves', async () => {
    const shown = part.map((of) => ({
      ...of,
      [fc.toStringMethod]: () => compile(compiler(), of.query.toOperationNode()),
    }))
    await fc.assert(
      fc.asyncProperty(shown, async ({ query, rows }) => {
        const result = await connection.runAndReadAll(compile(compiler(), query.toOperationNode()))
        expect(sorted(result.getRowsJson().map(([v]) => Number(v)))).toEqual(sorted(rows))
      }),
      { numRuns: 500 },
    )
  })
})

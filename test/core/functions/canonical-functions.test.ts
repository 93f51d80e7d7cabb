import type { DuckDBConnection } from '@duckdb/node-api'
import { validate } from '@polyglot-sql/sdk'
import { AggregateFunctionNode, FunctionNode } from 'kysely'
import { beforeAll, describe, expect, it } from 'vitest'
import { CANONICAL_FUNCTIONS, canonicalName } from '../../../src/core/functions/call/canonical-function.js'
import { expressionType } from '../../../src/core/infer/output-columns.js'
import { duckDbTypeName } from '../../../src/dialects/duckdb/values/duckdb-types.js'
import { aggregateCases, windowCases } from './aggregate-cases.js'
import { type FunctionCase, fixtureScope, fixtureTable } from './fixture.js'
import { duckDb, openDuckDb, snowflake, sqlOf } from './run-case.js'
import { scalarCases } from './scalar-cases.js'

let connection: DuckDBConnection

beforeAll(async () => {
  connection = await openDuckDb()
})

async function column(sql: string, tail: string): Promise<{ values: unknown[]; type: string }> {
  const result = await connection.runAndReadAll(`select ${sql} as "x" from ${fixtureTable} ${tail}`)
  return { values: result.getRowsJson().map(([value]) => value), type: String(result.columnTypes()[0]) }
}

const titled = (cases: readonly FunctionCase[]): [string, FunctionCase][] => cases.map((item) => [item.duckdb, item])

describe.each([
  ['scalars', scalarCases, 'order by "i"'],
  ['windows', windowCases, 'order by "i"'],
  ['aggregates', aggregateCases, ''],
])('%s', (kind, cases, tail) => {
  it.each(titled(cases))('%s', async (_, { x, duckdb, snowflake: onSnowflake, gives, ofNothing }) => {
    const sql = { duckdb: sqlOf(duckDb(), x), snowflake: sqlOf(snowflake(), x) }
    expect(sql).toEqual({ duckdb, snowflake: onSnowflake })
    const checked = validate(`select ${sql.snowflake} as "X" from "T"`, 'snowflake')
    expect(checked.errors).toEqual([])

    const { values, type } = await column(duckdb, tail)
    expect(values).toEqual(gives)
    if (kind === 'aggregates') expect((await column(duckdb, 'where false')).values).toEqual([ofNothing])

    const inferred = expressionType(x.toOperationNode(), fixtureScope)
    expect(inferred).toBeDefined()
    const expected = duckDbTypeName(inferred!).toUpperCase().replace(', ', ',')
    // JSON is text of its own name; a sum of integers is wider than 38 digits.
    expect(type.replace('HUGEINT', 'DECIMAL(38,0)')).toBe(expected === 'JSON' ? 'VARCHAR' : expected)
  })
})

it('every canonical function has a case that is a call of it', () => {
  // These stand in FROM: table-functions.test.ts.
  const covered = new Set<string>(['date_spine', 'flatten', 'generate_series', 'split_to_table', 'timestamp_spine'])
  // One value for a run (now.test.ts), and clauses of GROUP BY (grouping-sets.test.ts).
  for (const name of ['now', 'grouping', 'grouping_sets']) covered.add(name)
  for (const { of, x } of [...scalarCases, ...aggregateCases, ...windowCases]) {
    if (of === 'engine') continue
    const node = x.toOperationNode()
    expect(FunctionNode.is(node) || AggregateFunctionNode.is(node) ? node.func : node.kind).toBe(canonicalName(of))
    covered.add(of)
  }
  expect([...covered].sort()).toEqual([...CANONICAL_FUNCTIONS].sort())
})

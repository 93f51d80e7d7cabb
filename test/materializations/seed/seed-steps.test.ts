import { integer, seed, varchar } from 'kerros'
import { expect, it } from 'vitest'
import type { SeedRow } from '../../../src/core/steps/materialization.js'
import type { SqlDialect } from '../../../src/core/steps/sql-dialect.js'
import type { Step } from '../../../src/core/steps/step.js'
import { compilePlaces } from '../../../src/testing/compile-places.js'
import { plannedNode } from '../planned-node.js'

const m = seed('src/m.csv', { id: integer(), name: varchar() })

/** A dialect whose statements can carry so many bytes of rows. */
function withTexts(engine: 'duckdb' | 'snowflake', longestText: number): SqlDialect {
  const { dialect } = compilePlaces[engine]
  return { ...dialect, capabilities: { ...dialect.capabilities, longestText } }
}

const ROW: SeedRow = ['1', 'ä']
/** The bytes of `["1","ä"]` and what separates it from the next row. */
const BYTES = 11

function steps(engine: 'duckdb' | 'snowflake', rows: number, longestText: number): readonly Step[] {
  const existing = { m: { type: 'view', columns: [] } } as const
  const dialect = withTexts(engine, longestText)
  return plannedNode(engine, { m }, { dialect, existing, seedRows: Array.from({ length: rows }, () => ROW) }).steps
}

/** How many rows the statement of a step has. */
function rowsOf(step: Step): number {
  const sql = 'select' in step ? step.select : 'sql' in step ? (step.sql as string) : ''
  return sql.match(/ä/g)?.length ?? 0
}

function kinds(all: readonly Step[]): readonly string[] {
  return all.flatMap((step) => ('steps' in step ? [step.kind, ...kinds(step.steps)] : [`${step.kind} ${rowsOf(step)}`]))
}

it.each([
  [0, BYTES, ['createTableAs 0']],
  [1, 1, ['createTableAs 1']],
  [2, 2 * BYTES, ['createTableAs 2']],
  [3, 3 * BYTES - 1, ['createTableAs 2', 'insert 1']],
  [5, 2 * BYTES, ['createTableAs 2', 'insert 2', 'insert 1']],
  [3, 1, ['createTableAs 1', 'insert 1', 'insert 1']],
])('puts %i rows into as few statements as %i bytes of text can carry', (rows, longestText, expected) => {
  const found = kinds(steps('duckdb', rows, longestText))
  expect(found.filter((kind) => kind !== 'transaction')).toEqual(expected)
})

it('replaces what is there in one statement where all rows have room', () => {
  const [step, ...others] = steps('snowflake', 2, 100)
  expect(others).toEqual([])
  expect(step).toMatchObject({
    kind: 'createTableAs',
    relation: { name: 'm' },
    select: expect.stringMatching(/^select /),
    replaces: 'view',
    temporary: false,
    settings: { columns: [{ name: 'id' }, { name: 'name' }] },
  })
})

it('fills the table in one transaction where tables can be made in one', () => {
  const [transaction, ...others] = steps('duckdb', 2, BYTES) as any
  expect(others).toEqual([])
  expect(transaction).toMatchObject({
    kind: 'transaction',
    steps: [
      {
        kind: 'createTableAs',
        relation: { name: 'm' },
        replaces: 'view',
        temporary: false,
        settings: { columns: [{ name: 'id' }, { name: 'name' }] },
      },
      { kind: 'insert', relation: { name: 'm' }, sql: expect.stringMatching(/^insert into "main"\."m" select /) },
    ],
  })
})

it('fills a table next to the old one elsewhere, publishes it, and drops it when a step fails', () => {
  const [attempt, ...others] = steps('snowflake', 2, BYTES) as any
  const built = { database: 'ANALYTICS', schema: 'DEV', name: 'kerros_m_run' }
  const settings = { columns: [{ name: 'id' }, { name: 'name' }] }
  expect(others).toEqual([])
  expect(attempt).toMatchObject({
    kind: 'attempt',
    steps: [
      { kind: 'createTableAs', relation: built, replaces: undefined, temporary: false, settings },
      {
        kind: 'insert',
        relation: built,
        sql: expect.stringMatching(/^insert into "ANALYTICS"\."DEV"\."KERROS_M_RUN" select /),
      },
      { kind: 'publishTable', relation: { name: 'm' }, from: built, replaces: 'view', settings },
    ],
    undo: [{ kind: 'dropRelation', relation: built, type: 'table', temporary: false }],
  })
  expect(attempt.steps).toHaveLength(3)
})

it('is a table for documentation, and its file is one of its settings', () => {
  expect(m.materialization).toMatchObject({ name: 'seed', relationType: 'table', config: { file: 'src/m.csv' } })
})

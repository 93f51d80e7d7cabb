import { integer, source, table, varchar, view } from 'kerros'
import { expect, it } from 'vitest'
import { plannedNode } from '../planned-node.js'

const raw = source('raw', { e: { id: integer(), kind: varchar().nullable() } })
const query = (db: any) => db.selectFrom('e').select(['e.id', 'e.kind'])
const contract = { id: integer(), kind: varchar().nullable() }
const existing = { m: { type: 'view', columns: [] } } as const
const planned = (engine: 'duckdb' | 'snowflake', make: typeof table | typeof view, options: object = {}): any =>
  plannedNode(engine, { m: (make as any)({ e: raw.e }, query, options) }, { existing }).steps

it.each([
  ['table', table, 'createTableAs'],
  ['view', view, 'createView'],
] as const)('replaces what is there by a %s in one statement', (_, make, kind) => {
  for (const engine of ['duckdb', 'snowflake'] as const) {
    const steps = planned(engine, make, { clusterBy: 'id' })
    const [step] = steps.flatMap((one: any) => one.steps ?? [one])
    expect(step).toMatchObject({ kind, relation: { name: 'm' }, replaces: 'view', settings: { clusterBy: ['id'] } })
    expect(step.temporary).toBe(kind === 'createTableAs' ? false : undefined)
  }
})

const NULLS = 'select count(*) - count("b"."id") as "id" from "main"."m" as "b"'

it('checks the contract in the transaction that builds, where that can be rolled back', () => {
  const [transaction] = planned('duckdb', table, { contract })
  expect(transaction).toMatchObject({
    kind: 'transaction',
    steps: [
      { kind: 'createTableAs', relation: { name: 'm' }, replaces: 'view' },
      { kind: 'assertContract', relation: { name: 'm' }, columns: contract, nullCheck: NULLS },
    ],
  })
  expect(transaction.steps).toHaveLength(2)
})

it('counts no NULLs when every column of the contract may be NULL', () => {
  const open = { id: integer().nullable(), kind: varchar().nullable() }
  const [transaction] = planned('duckdb', table, { contract: open })
  expect(transaction.steps[1]).toMatchObject({ kind: 'assertContract', nullCheck: undefined })
})

const beside = { name: 'kerros_m_run' }

it('checks a table under another name, and publishes it, where creating cannot be rolled back', () => {
  const [attempt, ...others] = planned('snowflake', table, { contract, clusterBy: 'id' })
  const settings = { clusterBy: ['id'] }
  expect(others).toEqual([])
  expect(attempt).toMatchObject({
    kind: 'attempt',
    steps: [
      { kind: 'createTableAs', relation: beside, replaces: undefined, temporary: false, settings },
      { kind: 'assertContract', relation: beside },
      { kind: 'publishTable', relation: { name: 'm' }, from: beside, replaces: 'view', settings },
    ],
    undo: [{ kind: 'dropRelation', relation: beside, type: 'table', temporary: false }],
  })
  expect(attempt.steps).toHaveLength(3)
})

it('checks a view under another name, drops it and creates the real one, where creating cannot be rolled back', () => {
  const [attempt] = planned('snowflake', view, { contract })
  const drop = { kind: 'dropRelation', relation: beside, type: 'view', temporary: false }
  expect(attempt).toMatchObject({
    kind: 'attempt',
    steps: [
      { kind: 'createView', relation: beside, replaces: undefined },
      { kind: 'assertContract', relation: beside },
      { kind: 'createView', relation: { name: 'm' }, replaces: 'view' },
      drop,
    ],
    undo: [drop],
  })
  expect(attempt.steps).toHaveLength(4)
})

it('tables and views are rebuilt by every run', () => {
  for (const make of [table, view] as const) {
    const { materialization } = make({ e: raw.e }, query) as any
    expect(materialization.rebuilds({ existing: undefined, fullRefresh: false })).toBe(true)
    expect(materialization.config).toEqual({})
  }
})

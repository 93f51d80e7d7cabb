import { describe, expect, it } from 'vitest'
import { snowflakeSqlDialect } from '../../../../src/dialects/snowflake/warehouse/snowflake-sql-dialect.js'

const { render } = snowflakeSqlDialect()
const place = { database: 'db', schema: 'dev' }
const [relation, candidate] = [
  { ...place, name: 'orders' },
  { ...place, name: 'orders__kerros_audit' },
]
const [ORDERS, CANDIDATE] = ['"DB"."DEV"."ORDERS"', '"DB"."DEV"."ORDERS__KERROS_AUDIT"']

describe('a candidate on Snowflake', () => {
  it.each([true, false])('is a clone with the grants of the table, as transient as that: %s', (transient) => {
    const like = { type: 'table', columns: [] } as const
    expect(render({ kind: 'cloneTable', relation: candidate, from: relation, like, transient })).toEqual([
      `create or replace ${transient ? 'transient ' : ''}table ${CANDIDATE} clone ${ORDERS} copy grants`,
    ])
  })

  it.each([
    ['table', [`alter table ${ORDERS} swap with ${CANDIDATE}`, `drop table if exists ${CANDIDATE}`]],
    ['view', [`drop view if exists ${ORDERS}`, `alter table ${CANDIDATE} rename to ${ORDERS}`]],
    [undefined, [`alter table ${CANDIDATE} rename to ${ORDERS}`]],
  ] as const)('takes the place of %s', (replaces, statements) => {
    expect(render({ kind: 'swapTable', relation, from: candidate, replaces, tests: ['t'] })).toEqual(statements)
  })
})

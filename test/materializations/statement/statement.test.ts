import { sql } from 'kysely'
import { expect, it } from 'vitest'
import { compileDatabase } from '../../../src/core/nodes/compile-database.js'
import { canonical, castNull } from '../../../src/materializations/statement/canonical-call.js'
import { statementSql } from '../../../src/materializations/statement/statement.js'
import { compilePlaces } from '../../../src/testing/compile-places.js'

const { duckdb, snowflake } = compilePlaces
const target = { database: 'memory', schema: 'marts', name: 'm' }
const db = compileDatabase as any

it('puts relations in the place of table names, and leaves aliases, columns and names of schemas', () => {
  const query = db
    .selectFrom('target as target')
    .innerJoin('some as s', 's.id', 'target.id')
    .innerJoin('raw.target as r', 'r.id', 's.id')
    .innerJoin('toString as t', 't.id', 's.id')
    .select(['target.id', 's.n'])
  const tables = { target, some: { relation: target, whereNull: 'touched' } }
  expect(statementSql(duckdb.dialect, query, tables)).toBe(
    'select "target"."id", "s"."n" from "marts"."m" as "target" ' +
      'inner join (select "r".* from "marts"."m" as "r" where "r"."touched" is null) as "s" on "s"."id" = "target"."id" ' +
      'inner join "raw"."target" as "r" on "r"."id" = "s"."id" inner join "toString" as "t" on "t"."id" = "s"."id"',
  )
})

it('calls canonical functions with expressions, constants and a type, in the words of the engine', () => {
  const calls = [
    canonical('date_add', ['second', 1, sql.ref('at')]).as('a'),
    canonical('cast', [sql.ref('n')], { name: 'varchar' }).as('b'),
    castNull({ name: 'timestamp' }).as('c'),
  ]
  const query = db.selectNoFrom(calls)
  expect(statementSql(duckdb.dialect, query, {})).toBe(
    'select (("at") + 1 * interval 1 second) as "a", cast("n" as varchar) as "b", cast(null as timestamp) as "c"',
  )
  expect(statementSql(snowflake.dialect, query, {})).toBe(
    `select dateadd('second', 1, "AT") as "A", cast("N" as varchar) as "B", cast(null as timestamp_ntz) as "C"`,
  )
})

import { AliasNode, type Kysely, SelectionNode, type SelectQueryNode, sql } from 'kysely'
import { expect, it } from 'vitest'
import { compileDatabase } from '../../../src/core/nodes/compile-database.js'
import { sharedTestSql, testSql } from '../../../src/core/plan/shared-test-sql.js'
import { compilePlaces } from '../../../src/testing/compile-places.js'

const { dialect } = compilePlaces.duckdb
const db: Kysely<any> = compileDatabase

const statement = (...queries: readonly { toOperationNode(): any }[]) =>
  sharedTestSql(
    queries.map((query, i) => ({ uniqueId: `test.${i}`, node: query.toOperationNode() })),
    dialect,
  )
const scan = db.selectFrom('a as m').select('m.id').where('m.id', 'is', null)

it('counts the rows that fail one test', () => {
  expect(testSql(scan.toOperationNode(), dialect)).toBe(
    'select count(*) as "failures" from (select "m"."id" from "a" as "m" where "m"."id" is null) as "failing"',
  )
})

it('counts tests of one relation in one scan, and nothing around it where there is nothing else', () => {
  const negative = db.selectFrom('a as m').selectAll('m').where('m.n', '<', 0)
  const { sql: text, columns } = statement(scan, negative)
  expect(text).toBe(
    'select count(case when "m"."id" is null then 1 end) as "t0", count(case when "m"."n" < 0 then 1 end) as "t1" from "a" as "m"',
  )
  expect([...columns]).toEqual([
    ['test.0', 't0'],
    ['test.1', 't1'],
  ])
})

it('counts each relation in a scan of its own, and other queries next to the scans', () => {
  const other = db.selectFrom('b as m').select('m.id').where('m.id', 'is', null)
  const repeated = db.selectFrom('a as m').select('m.id').groupBy('m.id').having(sql`count(*)`, '>', 1)
  expect(statement(repeated, scan, other).sql).toBe(
    'select "s0"."t2", "s1"."t1", "s2"."t0" from ' +
      '(select count(case when "m"."id" is null then 1 end) as "t2" from "b" as "m") as "s0" ' +
      'cross join (select count(case when "m"."id" is null then 1 end) as "t1" from "a" as "m") as "s1" ' +
      'cross join (select count(*) as "t0" from ' +
      '(select "m"."id" from "a" as "m" group by "m"."id" having count(*) > 1) as "failing") as "s2"',
  )
})

const where = (query: any) => query.where('m.id', '>', 0)
const from = () => db.selectFrom('a as m') as any
/** A query with a selection that has no alias. */
const bare = () => {
  const node = where(from()).select('m.id').toOperationNode() as SelectQueryNode
  const selections = [...node.selections!, SelectionNode.create(sql`unnest([1, 2])`.toOperationNode() as never)]
  return { toOperationNode: () => ({ ...node, selections }) }
}

it.each<readonly [what: string, query: { toOperationNode(): any }, isScan: boolean]>([
  ['a column', where(from()).select('m.id'), true],
  ['a column without its table', where(from()).select('id'), true],
  ['a column under its own name', where(from()).select('m.id as id'), true],
  ['a column without its table, under its own name', where(from()).select('id as id'), true],
  ['all columns', where(from()).selectAll(), true],
  ['columns under their own names and others', where(from()).select(['m.id as id', 'm.n as x']), false],
  ['a column and a value', where(from()).select(['m.id', sql`1`.as('one')]), false],
  ['a value and a column', where(from()).select([sql`unnest([1, 2])`.as('each'), 'm.id']), false],
  ['a value without a name', bare(), false],
  ['no columns', where(from()), false],
  ['no condition', from().select('m.id'), false],
  ['no relation', (db as any).selectNoFrom(sql.ref('id')).where(sql`1`, '=', 1), false],
  ['two relations', where(db.selectFrom(['a as m', 'b as o'])).select('m.id'), false],
  ['a query', where(db.selectFrom(db.selectFrom('a').selectAll().as('m'))).select('m.id'), false],
  ['a relation without an alias', db.selectFrom('a').select('a.id').where('a.id', '>', 0), false],
  ['a limit', where(from()).select('m.id').limit(1), false],
  ['a condition with a query', from().select('m.id').where('m.id', 'in', db.selectFrom('b').select('b.id')), false],
  [
    'a condition with a query among others',
    where(from()).select('m.id').where('m.id', 'in', db.selectFrom('b').select('b.id')),
    false,
  ],
  [
    'a condition with a query inside of SQL',
    from()
      .select('m.id')
      .where(sql`${sql.ref('m.id')} in ${db.selectFrom('b').select('b.id')}`),
    false,
  ],
  ['SQL', sql`(select 1 as id)`, false],
])('a test is counted in a scan only when it keeps rows of one relation: %s', (_, query, isScan) => {
  const text = statement(query).sql
  expect(/^select count\(case when /.test(text)).toBe(isScan)
  expect(/^select count\(\*\) as "t0" from \(.*\) as "failing"$/.test(text)).toBe(!isScan)
})

it('a selection that is renamed with an expression is not its column', () => {
  const node = where(from()).select('m.id as id').toOperationNode() as SelectQueryNode
  const { selection } = node.selections![0]!
  const selections = [SelectionNode.create(AliasNode.create((selection as AliasNode).node, sql`id`.toOperationNode()))]
  expect(statement({ toOperationNode: () => ({ ...node, selections }) }).sql).toMatch(/^select count\(\*\)/)
})

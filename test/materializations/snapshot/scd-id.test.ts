import { createHash } from 'node:crypto'
import { duckdb } from 'kerros/duckdb'
import { expect, it } from 'vitest'
import { compileDatabase } from '../../../src/core/nodes/compile-database.js'
import { columnOf } from '../../../src/core/query/column-of.js'
import { scdId } from '../../../src/materializations/snapshot/scd-id.js'
import { snapshotNames } from '../../../src/materializations/snapshot/snapshot-statement.js'
import { statementSql } from '../../../src/materializations/statement/statement.js'
import { inMemory } from '../../property/memory-project.js'

const { dialect } = duckdb({ path: ':memory:' })
const MICROS = `${BigInt(Date.UTC(2024, 0, 1)) * 1000n + 1_500n}`

/** The id of a version with a key, over a source of one row. */
async function idOf(key: { readonly [column: string]: readonly [value: string, type: string | undefined] }) {
  const source = { database: 'memory', schema: 'main', name: 's' }
  const input = {
    uniqueKey: Object.keys(key),
    change: { checkColumns: 'all' },
    hardDeletes: 'ignore',
    names: snapshotNames({}),
    columns: Object.entries(key).map(([name, [, type]]) => ({ name, type: type && { name: type } })),
    startedAt: new Date(0),
    dialect,
    relation: source,
    source,
  } as const
  const id = scdId(input as never, columnOf('s', 'begins')).as('id')
  const query = (compileDatabase as any).selectFrom('source as s').select(id)
  const columns = Object.entries(key).map(([name, [value]]) => `${value} as "${name}"`)
  const [found] = await inMemory((project) =>
    project.rows(
      `create table s as select ${columns.join(', ')}, timestamp '2024-01-01 00:00:00.0015' as begins`,
      statementSql(dialect, query, { source }),
    ),
  )
  return found!['id']
}

const md5 = (text: string) => createHash('md5').update(text).digest('hex')

it.each<readonly [value: string, type: string | undefined, text: string]>([
  ['7', 'integer', '7'],
  ["'a-b'", 'varchar', '3:a-b'],
  ["''", 'varchar', '0:'],
  [`'{"a":1}'::json`, 'json', '7:{"a":1}'],
  // Of a type that is not known it may be a text.
  ['7', undefined, '1:7'],
  ["date '2024-02-03'", 'date', '2024-02-03'],
])('the id of a version with the key %s, of type %s, is made of %s', async (value, type, text) => {
  expect(await idOf({ k: [value, type] })).toBe(md5(`${text}-${MICROS}`))
})

it('the parts of a key are in its order, apart from each other', async () => {
  const a = ["'a-b'", 'varchar'] as const
  const b = ["'c'", 'varchar'] as const
  expect(await idOf({ x: a, y: b })).toBe(md5(`3:a-b-1:c-${MICROS}`))
  expect(await idOf({ x: b, y: a })).toBe(md5(`1:c-3:a-b-${MICROS}`))
})

import { expect, it } from 'vitest'
import { KerrosError } from '../../../../src/core/errors/index.js'
import { tableStamps } from '../../../../src/dialects/snowflake/catalog/table-stamps.js'

const PLAIN = { schema: 'RAW', type: 'BASE TABLE', is_dynamic: 'NO', is_iceberg: 'NO', is_hybrid: 'NO', created: '1' }
const relation = (name: string, database = 'db') => ({ database, schema: 'raw', name })

it('only tables that other programs cannot change unseen have a stamp', async () => {
  const rows = [
    { ...PLAIN, table: 'PLAIN', altered: '1700000000123456789' },
    { ...PLAIN, table: 'SEEN', altered: '2', type: 'VIEW' },
    { ...PLAIN, table: 'OUTSIDE', altered: '2', type: 'EXTERNAL TABLE' },
    { ...PLAIN, table: 'OWN', altered: '2', type: 'TEMPORARY TABLE' },
    { ...PLAIN, table: 'FRESH', altered: '2', is_dynamic: 'YES' },
    { ...PLAIN, table: 'ICE', altered: '2', is_iceberg: 'YES' },
    { ...PLAIN, table: 'ROWS', altered: '2', is_hybrid: 'YES' },
    { ...PLAIN, table: 'ODD', altered: '2', is_dynamic: null },
  ]
  const relations = ['plain', 'seen', 'outside', 'own', 'fresh', 'ice', 'rows', 'odd', 'gone'].map((name) =>
    relation(name),
  )
  const found = await tableStamps(async <Row>() => rows as Row[], relations)
  expect([...found]).toEqual([['["db","raw","plain"]', '1 1700000000123456789']])
})

it('a database that the role cannot use has no stamps, and others have them', async () => {
  const run = async <Row>(sql: string) => {
    if (sql.includes('"SECRET"')) throw new KerrosError('E_NOT_PERMITTED', 'no')
    return [{ ...PLAIN, table: 'T', altered: '2' }] as Row[]
  }
  const found = await tableStamps(run, [relation('t', 'secret'), relation('t')])
  expect([...found.keys()]).toEqual(['["db","raw","t"]'])
  const gone = async () => {
    throw new KerrosError('E_CONNECTION', 'gone')
  }
  await expect(tableStamps(gone, [relation('t')])).rejects.toThrow('gone')
})

it('thousands of tables are asked for in statements of ten thousand names', async () => {
  const sent: string[] = []
  const run = async <Row>(sql: string) => {
    sent.push(sql)
    return [...sql.matchAll(/'(T[0-9]+)'/g)].map(([, table]) => ({ ...PLAIN, table, altered: '2' })) as Row[]
  }
  const relations = Array.from({ length: 10_001 }, (_, i) => relation(`t${i}`))
  expect((await tableStamps(run, relations)).size).toBe(10_001)
  expect(sent).toHaveLength(2)
})

import { expect, it } from 'vitest'
import { lastAltered } from '../../../../src/dialects/snowflake/catalog/last-altered.js'

const AT = new Date('2026-01-02T03:04:05Z')
const LATER = new Date('2026-01-02T03:04:06Z')

it('one statement a database says when its tables were altered, and that it does not know of the rows of views', async () => {
  const sent: string[] = []
  const found = await lastAltered(
    async <Row>(sql: string) => {
      sent.push(sql)
      if (sql.includes('"OTHER"'))
        return [{ schema: 'RAW', table: 'ORDERS', type: 'BASE TABLE', altered: LATER }] as Row[]
      return [
        { schema: 'RAW', table: 'ORDERS', type: 'BASE TABLE', altered: AT },
        { schema: 'RAW', table: 'SEEN', type: 'VIEW', altered: AT },
        { schema: 'Raw', table: `it's`, type: 'EXTERNAL TABLE', altered: AT },
        { schema: 'Raw', table: 'ORDERS', type: 'BASE TABLE', altered: LATER },
      ] as Row[]
    },
    [
      { database: 'db', schema: 'raw', name: 'orders' },
      { database: 'DB', schema: 'RAW', name: 'seen' },
      { database: 'other', schema: 'raw', name: 'orders' },
      { database: 'db', schema: 'raw', name: 'gone' },
      { database: 'db', schema: 'Raw', name: `it's`, isExact: true },
    ],
  )
  expect(sent).toEqual([
    `select table_schema as "schema", table_name as "table", table_type as "type", last_altered as "altered"
from "DB".information_schema.tables
where table_schema in ('RAW', 'Raw') and table_name in ('ORDERS', 'SEEN', 'GONE', 'it''s')`,
    `select table_schema as "schema", table_name as "table", table_type as "type", last_altered as "altered"
from "OTHER".information_schema.tables
where table_schema in ('RAW') and table_name in ('ORDERS')`,
  ])
  expect(Object.fromEntries(found)).toEqual({
    '["db","raw","orders"]': { at: AT, isOfRows: true },
    '["db","raw","seen"]': { at: AT, isOfRows: false },
    [`["db","raw","it's"]`]: { at: AT, isOfRows: false },
    '["other","raw","orders"]': { at: LATER, isOfRows: true },
  })
})

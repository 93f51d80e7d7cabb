import { expect, it } from 'vitest'
import { lastAltered } from '../../../../src/dialects/snowflake/catalog/last-altered.js'

const AT = new Date('2026-01-02T03:04:05Z')

it('one statement a schema says when its tables were altered, and that it does not know of the rows of views', async () => {
  const sent: string[] = []
  const found = await lastAltered(
    async <Row>(sql: string) => {
      sent.push(sql)
      if (sql.includes(`'RAW'`))
        return [
          { table: 'ORDERS', type: 'BASE TABLE', altered: AT },
          { table: 'SEEN', type: 'VIEW', altered: AT },
        ] as Row[]
      return [{ table: `it's`, type: 'EXTERNAL TABLE', altered: AT }] as Row[]
    },
    [
      { database: 'db', schema: 'raw', name: 'orders' },
      { database: 'DB', schema: 'RAW', name: 'seen' },
      { database: 'db', schema: 'raw', name: 'gone' },
      { database: 'db', schema: 'Raw', name: `it's`, isExact: true },
    ],
  )
  expect(sent).toEqual([
    `select table_name as "table", table_type as "type", last_altered as "altered"
from "DB".information_schema.tables
where table_schema = 'RAW' and table_name in ('ORDERS', 'SEEN', 'GONE')`,
    `select table_name as "table", table_type as "type", last_altered as "altered"
from "DB".information_schema.tables
where table_schema = 'Raw' and table_name in ('it''s')`,
  ])
  expect(Object.fromEntries(found)).toEqual({
    '["db","raw","orders"]': { at: AT, isOfRows: true },
    '["db","raw","seen"]': { at: AT, isOfRows: false },
    [`["db","raw","it's"]`]: { at: AT, isOfRows: false },
  })
})

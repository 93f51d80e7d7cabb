import { expect, it } from 'vitest'
import type { LoadTransactionOptions } from '../../../../src/core/ports/file-loader.js'
import type { WarehouseSession } from '../../../../src/core/ports/warehouse.js'
import { LandingTables } from '../../../../src/dialects/snowflake/load/snowflake-landed-files.js'
import { createLedgerSql, recordSql, settleSql } from '../../../../src/dialects/snowflake/load/snowflake-ledger.js'
import type { StagedFile } from '../../../../src/dialects/snowflake/load/snowflake-staged-files.js'
import { snowflake } from '../../../../src/dialects/snowflake/snowflake.js'
import { snowflakeServer } from '../../../servers/snowflake-server.js'

const server = await snowflakeServer()

it.skipIf(server.skipReason)('settling tables leaves those alone that another load has rebuilt', async () => {
  const { accessUrl, account, username, password, database } = server
  const target = snowflake({ accessUrl, account, user: username, password, database, schema: 'PUBLIC' })
  const warehouse = await target.connect({ projectRoot: '.', threads: 1 })
  const entry = (table: string, file: string, isPending: boolean) => ({
    ...{ table, file, isPending, size: 1, modifiedAt: 0, sha256: '', rows: 1 },
    ...{ url: '', etag: '', queryId: '', requestId: '' },
  })
  const record = (runId: string, ...entries: readonly ReturnType<typeof entry>[]) =>
    recordSql('ledger', entries, '2026-01-02 03:04:05.000000', runId).filter((sql) => sql.startsWith('insert'))
  try {
    const left = await warehouse.withSession(async (session) => {
      const statements = [
        createLedgerSql('ledger'),
        ...record('old', entry('a', '1', false), entry('a', 'gone', false), entry('b', '1', false)),
        ...record('old', entry('c', '1', false)),
        ...record('own', entry('a', '1', true), entry('c', '1', true)),
        ...record('other', entry('b', '1', true)),
        ...settleSql('ledger', ['a', 'b'], 'own'),
      ]
      for (const sql of statements) await session.execute(sql)
      const shown = "table_name || ' ' || file_name || ' ' || run_id || iff(is_pending, ' pending', '')"
      return (await session.execute(`select ${shown} as entry from ledger order by entry`)).rows
    })
    expect(left.map((row) => row['entry'])).toEqual([
      'a 1 own',
      'b 1 old',
      'b 1 other pending',
      'c 1 old',
      'c 1 own pending',
    ])
  } finally {
    await warehouse.close()
  }
})

it('clearing up after Ctrl-C ends, also when Snowflake does not answer', async () => {
  const asked: string[] = []
  const session = {
    execute: (sql: string, { signal }: { signal: AbortSignal }) =>
      new Promise((_, reject) => {
        if (!sql.startsWith('drop')) throw new Error('not permitted')
        asked.push(sql)
        signal.addEventListener('abort', () => reject(new Error('cancelled')))
      }),
  } as unknown as WarehouseSession
  const landings = new LandingTables(session, { database: 'db', schema: 'raw', name: 'landing' })
  const staged = [{ load: { file: { type: 'csv', isRewritten: true, fields: [] }, table: { columns: {} } } }]
  for (const _ of [1, 2]) {
    const landed = landings.land(staged as unknown as StagedFile[], {} as LoadTransactionOptions)
    await expect(landed).rejects.toThrow('not permitted')
  }
  // A timer of AbortSignal keeps no process alive, and with it no test.
  const alive = setTimeout(() => {}, 10_000)
  const began = performance.now()
  await landings.drop(true)
  clearTimeout(alive)
  expect(performance.now() - began).toBeLessThan(4_000)
  expect(asked).toEqual(['drop table if exists "DB"."RAW"."LANDING_1"'])
})

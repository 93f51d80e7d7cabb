import { afterAll, beforeEach, expect, it } from 'vitest'
import { DuckDbDatabase } from '../../../../src/dialects/duckdb/connect/duckdb-database.js'
import {
  createLedgerSql,
  forgetSql,
  LEDGER,
  readLedgerSql,
  recordSql,
  touchSql,
} from '../../../../src/dialects/duckdb/load/duckdb-ledger.js'
import type { DuckDbSession } from '../../../../src/dialects/duckdb/session/duckdb-session.js'
import { fileEntry } from '../../../../src/dialects/shared/file-entry.js'

const database = new DuckDbDatabase()
let session: DuckDbSession
beforeEach(async () => {
  session = await database.connect()
  await session.query('drop schema if exists _kerros cascade')
  await session.query('create schema _kerros')
  await session.query(createLedgerSql(ledger))
})
afterAll(() => database.close())

const ledger = `${LEDGER.schema}.${LEDGER.name}`
const EARLY = '2026-01-02 03:04:05.000001'
const LATE = '2026-01-02 03:04:05.000002'

const entry = (file: string, change = {}) => ({
  ...{ table: "it's", file, size: 12, modifiedAt: 1_767_323_045_000_001, sha256: 'ab', rows: 3, ...change },
})
const read = async () => (await session.query(readLedgerSql(ledger))).rows.map(fileEntry)

it('an entry is read as it was written, to the microsecond, in the order of tables and files', async () => {
  const entries = [
    entry('a.csv'),
    entry("b's.csv", { size: 2 ** 40, modifiedAt: -1, rows: 2 ** 33 }),
    entry('a.csv', { table: 'z' }),
  ]
  for (const one of entries.toReversed()) await session.query(recordSql(ledger, one, EARLY, "o'ne"))
  expect(await read()).toEqual(entries)
  const { rows } = await session.query(`select distinct loaded_at::varchar as at, run_id from ${ledger}`)
  expect(rows).toEqual([{ at: EARLY, run_id: "o'ne" }])
})

it('a file has one entry of each table: the last', async () => {
  await session.query(recordSql(ledger, entry('a.csv'), EARLY, 'one'))
  const changed = entry('a.csv', { size: 13, modifiedAt: 1_767_323_045_000_002, sha256: 'cd', rows: 4 })
  await session.query(recordSql(ledger, changed, LATE, 'two'))
  expect(await read()).toEqual([changed])
  await session.query(createLedgerSql(ledger))
  expect(await read(), 'made where it is missing only').toEqual([changed])
})

it('the new time of a file is written down for this file of this table only', async () => {
  const others = [entry('b.csv'), entry('a.csv', { table: 'z' })]
  for (const one of [entry('a.csv'), ...others]) await session.query(recordSql(ledger, one, EARLY, 'one'))
  const touched = entry('a.csv', { modifiedAt: 1_767_323_099_999_999 })
  await session.query(touchSql(ledger, { ...touched, size: 99 }))
  expect(await read()).toEqual([touched, ...others])
})

it('a table forgets the files that are not of its last load', async () => {
  await session.query(recordSql(ledger, entry('old.csv'), EARLY, 'one'))
  await session.query(recordSql(ledger, entry('old.csv', { table: 'z' }), EARLY, 'one'))
  await session.query(recordSql(ledger, entry('new.csv'), LATE, 'two'))
  await session.query(forgetSql(ledger, "it's", LATE))
  expect(await read()).toEqual([entry('new.csv'), entry('old.csv', { table: 'z' })])
})

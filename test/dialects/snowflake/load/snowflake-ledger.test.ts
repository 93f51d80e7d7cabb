import { describe, expect, it } from 'vitest'
import {
  committedSql,
  createLedgerSql,
  createLockSql,
  forgetPendingSql,
  LEDGER,
  ledgerEntry,
  lockLedgerSql,
  nextMomentSql,
  readLedgerSql,
  recordSql,
  type SnowflakeLedgerEntry,
  settleSql,
  touchSql,
  unsettleSql,
} from '../../../../src/dialects/snowflake/load/snowflake-ledger.js'

const COLUMNS =
  'table_name, file_name, size_bytes, modified_at, sha256, row_count, loaded_at, run_id, is_pending, url, etag, query_id, request_id'
const at = (moment: string) => `to_timestamp_ntz('${moment}', 'YYYY-MM-DD HH24:MI:SS.FF6')`

const entry = (change: Partial<SnowflakeLedgerEntry> = {}): SnowflakeLedgerEntry => ({
  ...{ table: "it's", file: 'a.csv', size: 12, modifiedAt: 1_767_323_045_000_001, sha256: 'ab', rows: 3 },
  ...{ url: "s3://b/a's.csv", etag: 'e', queryId: 'q', requestId: 'r', ...change },
})

describe('the ledger of loads into Snowflake', () => {
  it('is a table of files', () => {
    expect(LEDGER).toEqual({ schema: '_kerros', name: 'load_ledger' })
    const sql = createLedgerSql('l')
    expect(sql).toMatch(/^create table if not exists l \(/)
    const columns = [...sql.matchAll(/(\w+) (varchar|number\(38, 0\)|timestamp_ntz|boolean) not null/g)]
    expect(columns.map(([, name]) => name).join(', ')).toBe(COLUMNS)
  })

  it('has one entry that is a lock, which two parallel loads make once', () => {
    expect(createLockSql('l').split('\n')).toEqual([
      "merge into l as l using (select '' as t) as s on l.table_name = s.t",
      `when not matched then insert (${COLUMNS}) values ('', '', 0, ${at('1970-01-01 00:00:00.000000')}, '', 0, ${at('1970-01-01 00:00:00.000000')}, '', false, '', '', '', '')`,
    ])
    expect(lockLedgerSql('l', "o'ne")).toBe("update l set run_id = 'o''ne' where table_name = '' and file_name = ''")
  })

  it('is read in the order of tables and files, what is pending last', () => {
    expect(readLedgerSql('l').replaceAll(/\s+/g, ' ')).toBe(
      'select table_name, file_name, size_bytes, date_part(epoch_microsecond, modified_at) as modified_at, sha256, row_count, run_id, is_pending from l order by table_name, file_name, is_pending',
    )
  })

  it.each([
    [true, true],
    [false, false],
    [null, false],
  ])('reads an entry; is_pending %s is %s', (found, isPending) => {
    const row = {
      ...{ table_name: 't', file_name: 'f', size_bytes: 12n, modified_at: 1_767_323_045_000_001, sha256: 'ab' },
      ...{ row_count: '3', run_id: 'one', is_pending: found },
    }
    expect(ledgerEntry(row)).toEqual({
      ...{ table: 't', file: 'f', size: 12, modifiedAt: 1_767_323_045_000_001, sha256: 'ab', rows: 3, runId: 'one' },
      isPending,
    })
  })

  it('has later timestamps for later loads, also when the clock was set back', () => {
    expect(nextMomentSql('l').replaceAll(/\s+/g, ' ')).toBe(
      "select to_char(greatest(sysdate(), coalesce(timestampadd(microsecond, 1, max(loaded_at)), sysdate())), 'YYYY-MM-DD HH24:MI:SS.FF6') as loaded_at from l",
    )
  })

  it('replaces the entries of files: what is pending only what is pending', () => {
    const entries = [entry(), entry({ table: 't', file: "b's", isPending: true, rows: 0, modifiedAt: 0 })]
    expect(recordSql('l', entries, '2026-01-02 03:04:05.000006', "o'ne")).toEqual([
      "delete from l where (table_name = 'it''s' and file_name = 'a.csv') or (table_name = 't' and file_name = 'b''s' and is_pending)",
      `insert into l (${COLUMNS}) select 'it''s', 'a.csv', 12, ${at('2026-01-02 03:04:05.000001')}, 'ab', 3, ${at('2026-01-02 03:04:05.000006')}, 'o''ne', false, 's3://b/a''s.csv', 'e', 'q', 'r' union all select 't', 'b''s', 12, ${at('1970-01-01 00:00:00.000000')}, 'ab', 0, ${at('2026-01-02 03:04:05.000006')}, 'o''ne', true, 's3://b/a''s.csv', 'e', 'q', 'r'`,
    ])
    expect(recordSql('l', [], '2026-01-02 03:04:05.000006', 'one')).toEqual([])
  })

  it.each([
    [1_767_323_045_123_456, '2026-01-02 03:04:05.123456'],
    [1_767_323_045_999_999, '2026-01-02 03:04:05.999999'],
    [1_000, '1970-01-01 00:00:00.001000'],
    [-1, '1969-12-31 23:59:59.999999'],
    [-1_000, '1969-12-31 23:59:59.999000'],
    [-1_500_250, '1969-12-31 23:59:58.499750'],
  ])('writes down a time of %s microseconds as %s', (modifiedAt, moment) => {
    expect(touchSql('l', entry({ modifiedAt })).split('\n')).toEqual([
      `update l set modified_at = ${at(moment)}`,
      "where table_name = 'it''s' and file_name = 'a.csv'",
    ])
  })

  it('knows what of a load is pending: to be settled, to be undone, or left of a load before', () => {
    const own = "is_pending and run_id = 'o''ne' and table_name in ('a', 'b''s')"
    expect(settleSql('l', ['a', "b's"], "o'ne")).toEqual([
      `delete from l where not is_pending and table_name in (select table_name from l where ${own})`,
      `update l set is_pending = false where ${own}`,
    ])
    expect(unsettleSql('l', ['a', "b's"], "o'ne")).toBe(`delete from l where ${own}`)
    expect(forgetPendingSql('l', "b's")).toBe("delete from l where table_name = 'b''s' and is_pending")
  })

  it('says how much a load has committed', () => {
    expect(committedSql('l', "o'ne")).toBe("select count(*) as entries from l where run_id = 'o''ne'")
  })
})

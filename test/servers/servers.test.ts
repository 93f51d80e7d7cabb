import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { s3Server } from './s3-server.js'
import { type SdkSession, sdkRows, sdkSession } from './sdk-rows.js'
import { snowflakeServer } from './snowflake-server.js'

const server = await snowflakeServer()
const s3 = await s3Server()

describe.skipIf(server.skipReason)('the protocol server', () => {
  let session: SdkSession
  const run = (sql: string): Promise<unknown[][]> => sdkRows(session, sql)
  beforeAll(async () => {
    session = await sdkSession(server)
  })
  afterAll(() => session.close())

  test('answers the unmodified driver, in chunks', async () => {
    const rows = await run('select seq4() as n from table(generator(rowcount => 2500)) order by n')
    expect(rows).toEqual(Array.from({ length: 2500 }, (_, i) => [i]))
  })

  test('keeps what was sent, and takes its time when told', async () => {
    const other = await snowflakeServer()
    const slow = await sdkSession(other)
    await sdkRows(slow, 'select 1')
    await other.delay(200)
    const start = performance.now()
    await sdkRows(slow, 'select 2')
    expect(performance.now() - start).toBeGreaterThan(199)
    expect(await other.statements()).toEqual(['select 1', 'select 2'])
    await slow.close()
  })

  test('cancels a statement', async () => {
    const failure = new Promise((_, reject) => {
      const statement = session.start('select count(*) from range(100000000000) a, range(1000000)', reject)
      setTimeout(() => statement.cancel(() => {}), 500)
    })
    await expect(failure).rejects.toMatchObject({ code: '000604' })
    expect(await run('select 1')).toEqual([[1]])
  })

  test('swaps tables and keeps comments', async () => {
    await run(`create table a (n integer comment 'it''s n') comment = 'it''s a'`)
    await run('create table b as select 2 as m')
    await run(`alter table a swap with "${server.database}"."PUBLIC"."B"`)
    expect(await run('select m from a')).toEqual([[2]])
    const columns = await run('show columns in table b')
    expect(columns[0]).toContain("it's n")
  })

  describe('reads files', () => {
    const options = `type = csv skip_header = 1 field_optionally_enclosed_by = '"' escape_unenclosed_field = none null_if = ()`
    beforeAll(async () => {
      const folder = await mkdtemp(join(tmpdir(), 'kerros-put-'))
      await writeFile(join(folder, 'one.csv'), 'id,title\n007,"x, ""y"" \\"\n008,""\n')
      await writeFile(join(folder, 'two.csv'), 'id,title\n9,\n')
      await run(`create file format csv ${options}`)
      await run(`create stage local file_format = (format_name = csv)`)
      for (const name of ['one', 'two']) await run(`put file://${folder}/${name}.csv @local/in auto_compress = true`)
    })
    const all = [
      ['007', 'x, "y" \\'],
      ['008', ''],
      ['9', null],
    ]

    test('that were put into a stage, with the format of the stage', async () => {
      await run('create table whole (id varchar, title varchar)')
      const report = await run('copy into whole from @local/in on_error = abort_statement')
      expect(report.map(([file, status, parsed, loaded]) => [file, status, parsed, loaded])).toEqual([
        ['local/in/one.csv.gz', 'LOADED', 2, 2],
        ['local/in/two.csv.gz', 'LOADED', 1, 1],
      ])
      expect(await run('select * from whole order by id')).toEqual(all)
      expect((await run('copy into whole from @local/in')).map(([, status]) => status)).toEqual([
        'LOAD_SKIPPED',
        'LOAD_SKIPPED',
      ])
    })

    test('by name and by pattern, with columns by their place', async () => {
      await run('create table parts (id integer, file varchar, line integer)')
      await run(`copy into parts from (select $1::integer, metadata$filename, metadata$file_row_number from @local/in/)
        files = ('one.csv.gz') file_format = (${options})`)
      await run(`copy into parts from (select $1, metadata$filename, metadata$file_row_number from @local)
        pattern = '.*two[.]csv.*'`)
      expect(await run('select * from parts order by id')).toEqual([
        [7, 'local/in/one.csv.gz', 1],
        [8, 'local/in/one.csv.gz', 2],
        [9, 'local/in/two.csv.gz', 1],
      ])
    })

    test('of the S3 server', async () => {
      const body = 'id,title\n007,"x, ""y"" \\"\n008,""\n9,\n'
      const put = await fetch(`${s3.endpoint}/${s3.bucket}/a/one.csv`, { method: 'PUT', body })
      expect(put.ok).toBe(true)
      await run(`create stage remote url = 's3://${s3.bucket}/a/' file_format = (${options})`)
      await run('create table remote_rows (id varchar, title varchar)')
      await run(`copy into remote_rows from @remote files = ('one.csv')`)
      expect(await run('select * from remote_rows order by id')).toEqual(all)
    })

    test('whose rows have too many fields: an error', async () => {
      const put = await fetch(`${s3.endpoint}/${s3.bucket}/bad/one.csv`, {
        method: 'PUT',
        body: 'id,title\n1,a\n2,b,c\n3,d\n',
      })
      expect(put.ok).toBe(true)
      await run(`create stage bad url = 's3://${s3.bucket}/bad/' file_format = (${options})`)
      await run('create table bad_rows (id varchar, title varchar)')
      await expect(run(`copy into bad_rows from @bad files = ('one.csv')`)).rejects.toThrow()
      await expect(run(`copy into bad_rows from @bad files = ('none.csv')`)).rejects.toThrow()
      expect(await run('select * from bad_rows')).toEqual([])
    })
  })
})

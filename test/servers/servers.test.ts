import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
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

  it('answers the unmodified driver, in chunks', async () => {
    const rows = await run('select seq4() as n from table(generator(rowcount => 2500)) order by n')
    expect(rows).toEqual(Array.from({ length: 2500 }, (_, i) => [i]))
  })

  it('keeps what was sent, and waits on request', async () => {
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

  it('cancels a statement', async () => {
    const failure = new Promise((_, reject) => {
      const statement = session.start('select count(*) from range(100000000000) a, range(1000000)', reject)
      setTimeout(() => statement.cancel(() => {}), 500)
    })
    await expect(failure).rejects.toMatchObject({ code: '000604' })
    expect(await run('select 1')).toEqual([[1]])
  })

  it('swaps tables and keeps comments', async () => {
    await run(`create table a (n integer comment 'it''s n') comment = 'it''s a'`)
    await run('create table b as select 2 as m')
    await run(`alter table a swap with "${server.database}"."PUBLIC"."B"`)
    expect(await run('select m from a')).toEqual([[2]])
    const columns = await run('show columns in table b')
    expect(columns[0]).toContain("it's n")
  })

  it('lets two sessions merge into tables of their own while both transactions are open', async () => {
    const other = await sdkSession(server)
    const merge = (table: string) =>
      `merge into ${table} t using (select 1 as n) s on t.n = s.n when not matched then insert (n) values (s.n)`
    await run('create table mine (n integer)')
    await run('create table theirs (n integer)')
    await run('begin')
    await sdkRows(other, 'begin')
    await run(merge('mine'))
    await sdkRows(other, merge('theirs'))
    await run('commit')
    await sdkRows(other, 'commit')
    expect(await run('select n from mine union all select n from theirs')).toEqual([[1], [1]])
    await other.close()
  })

  describe('refuses what Snowflake refuses', () => {
    beforeAll(async () => {
      await run('create table m (id integer, a integer)')
      await run('create table r (id integer, x integer)')
    })

    it.each([
      ['row_number() over (partition by a)', /requires ORDER BY/],
      ['lag(a) over (partition by id)', /requires ORDER BY/],
      ['first_value(a) over ()', /requires ORDER BY/],
      ['median(a) over (order by id)', /takes no ORDER BY/],
      ["listagg(a, ',') over (order by id)", /takes no ORDER BY/],
      ['count(distinct a) over (order by id)', /takes no ORDER BY/],
      ['exists (select 1 from r where r.id = m.id)', /Unsupported subquery type/],
      ['(select r.x from r where r.id = m.id)', /Unsupported subquery type/],
      ['(select max(r.x) from r where r.id = m.id limit 1)', /Unsupported subquery type/],
      ['(select max(r.x) from r where r.id = m.id group by r.x)', /Unsupported subquery type/],
    ])('select %s', async (expression, message) => {
      await expect(run(`select ${expression} as x from m`)).rejects.toThrow(message)
    })

    it.each([
      'row_number() over (partition by a order by id)',
      "listagg(a, ',') within group (order by id) over (partition by a)",
      'count(distinct a) over (partition by id)',
      'exists (select 1 from r)',
      '(select max(r.x) from r where r.id = m.id)',
      '(select r.x from r limit 1)',
    ])('and nothing else: it runs select %s', async (expression) => {
      expect(await run(`select ${expression} as x from m`)).toEqual([])
    })

    it('a subquery with columns of the query around it under OR, in a lateral join with LIMIT, and in SET', async () => {
      const refused = /Unsupported subquery type/
      await expect(run('select id from m where a = 1 or exists (select 1 from r where r.id = m.id)')).rejects.toThrow(
        refused,
      )
      await expect(
        run('select m.id from m inner join lateral (select r.x from r where r.id = m.id limit 1) l'),
      ).rejects.toThrow(refused)
      await expect(run('update m set a = (select max(r.x) from r where r.id = m.id)')).rejects.toThrow(refused)
      expect(await run('select id from m where a = 1 and exists (select 1 from r where r.id = m.id)')).toEqual([])
    })

    it.each([
      'view v as select id from m order by a desc limit 1',
      'view v as select rank() over (order by a) as n from m',
      "view v as select listagg(a, ',') within group (order by id desc) as ids from m",
      "dynamic table d target_lag = '1 minute' warehouse = w as select array_agg(id) within group (order by a) as n from m",
    ])('a %s, whose order of NULL follows the session that reads it', async (view) => {
      await expect(run(`create or replace ${view}`)).rejects.toThrow(/follows DEFAULT_NULL_ORDERING/)
      await run(`create or replace ${view.replace(/order by (id|a)( desc)?/, 'order by $1$2 nulls last')}`)
    })

    it('but no order of NULL in tables, which follow the session that makes them, and in percentiles, which leave NULL out', async () => {
      await run('create table ranked as select rank() over (order by a) as n from m')
      await run('create view middle as select percentile_cont(0.5) within group (order by a desc) as n from m')
    })

    describe('of policies, tags and retention', () => {
      beforeAll(async () => {
        await run('create or replace transient table guarded (id integer, kind varchar, region varchar)')
        await run('create row access policy by_region as (region varchar) returns boolean -> true')
        await run('create row access policy by_two as (region varchar, kind varchar) returns boolean -> true')
        await run(`create masking policy hide as (val varchar) returns varchar -> '*'`)
        await run(`create masking policy hide_if as (val varchar, id integer) returns varchar -> '*'`)
        await run(`create tag cost allowed_values 'finance', 'sales'`)
      })

      it.each([
        ['add row access policy nosuch on (region)', /does not exist/],
        ['add row access policy hide on (region)', /does not exist/],
        ['add row access policy by_region', /syntax error/],
        ['add row access policy by_region on region', /syntax error/],
        ['add row access policy by_region on (nosuch)', /invalid identifier 'NOSUCH'/],
        ['add row access policy by_two on (region)', /takes 2 arguments/],
        ['drop row access policy by_region', /not attached/],
        ['drop all row access policy', /syntax error/],
        ['modify column kind set masking policy nosuch', /does not exist/],
        ['modify column kind set masking policy by_region', /does not exist/],
        ['modify column kind set masking policy hide using (id)', /does not take these columns/],
        ['modify column kind set masking policy hide_if', /does not take these columns/],
        ['modify column kind set masking policy hide_if using (id, kind)', /does not take these columns/],
        ['modify column kind set masking policy hide force, column region set masking policy hide', /syntax error/],
        ['modify column nosuch set masking policy hide', /invalid identifier/],
        ['modify column kind unset masking policy hide', /syntax error/],
        ["set tag nosuch = 'x'", /does not exist/],
        ['set tag cost = finance', /syntax error/],
        ["set tag cost = 'else'", /Invalid tag value/],
        ["set tag (cost = 'sales')", /syntax error/],
        ["unset tag cost = 'sales'", /syntax error/],
        ['set data_retention_time_in_days 1', /syntax error/],
        ['set data_retention_time_in_days = 2', /invalid value \[2\]/],
        ['unset data_retention_time_in_days = 1', /syntax error/],
      ])('alter table guarded %s', async (action, message) => {
        await expect(run(`alter table guarded ${action}`)).rejects.toThrow(message)
      })

      it('a second policy, one column in two of them, and none of it outlives the table', async () => {
        await run('alter table guarded add row access policy by_region on (region)')
        await expect(run('alter table guarded add row access policy by_two on (kind, id)')).rejects.toThrow(
          /already has/,
        )
        await expect(run('alter table guarded modify column region set masking policy hide')).rejects.toThrow(
          /Column 'REGION'/,
        )
        await run('alter table guarded modify column kind set masking policy hide')
        await expect(run('alter table guarded alter kind set masking policy hide')).rejects.toThrow(/already attached/)
        await expect(
          run('alter table guarded drop row access policy by_region, add row access policy by_two on (region, kind)'),
        ).rejects.toThrow(/Column 'KIND'/)
        await expect(
          run(
            'create or replace table other (a varchar with masking policy hide) with row access policy by_region on (a)',
          ),
        ).rejects.toThrow(/Column 'A'/)
        const names = `select policy_name from table(information_schema.policy_references(ref_entity_name => 'guarded', ref_entity_domain => 'table')) order by 1`
        expect(await run(names)).toEqual([['BY_REGION'], ['HIDE']])
        await run('create or replace table guarded (id integer)')
        expect(await run(names)).toEqual([])
      })
    })

    it('text that is longer than the column, which has the length of what it was made of', async () => {
      await run(
        `create table levels as select 1 as id, case when 1 = 1 then 'high' else 'low' end as level, 'x' || cast('y' as varchar) as free`,
      )
      await run(`insert into levels values (2, 'mid', 'as long as it likes')`)
      const tooLong = /String 'very high' is too long and would be truncated/
      await expect(run(`insert into levels values (3, 'very high', '')`)).rejects.toThrow(tooLong)
      await expect(run(`update levels set level = 'very high'`)).rejects.toThrow(tooLong)
      expect(await run('select id, level from levels order by id')).toEqual([
        [1, 'high'],
        [2, 'mid'],
      ])
      await run("create table copied as select level from levels union all select 'lowest'")
      await run(`insert into copied values ('medium')`)
      await expect(run(`insert into copied values ('very high')`)).rejects.toThrow(tooLong)
      await run('alter table levels alter column level set data type varchar')
      await run(`insert into levels values (3, 'very high', '')`)
      await run('create table declared (a varchar(3))')
      await expect(run(`insert into declared values ('very high')`)).rejects.toThrow(tooLong)
    })
  })

  it('temporary tables are those of their session, hide others, and go with it', async () => {
    await run('create table shared as select 1 as n')
    const other = await sdkSession(server)
    await sdkRows(other, `create temporary table "${server.database}"."PUBLIC"."SHARED" as select 2 as n`)
    await sdkRows(other, 'create temp table own as select 3 as n')
    expect(await sdkRows(other, 'select n from shared')).toEqual([[2]])
    expect(await sdkRows(other, `select n from "${server.database}"."PUBLIC"."OWN"`)).toEqual([[3]])
    expect(await run('select n from shared')).toEqual([[1]])
    await expect(run('select n from own')).rejects.toThrow(/OWN/)
    await sdkRows(other, 'drop table shared')
    expect(await sdkRows(other, 'select n from shared')).toEqual([[1]])
    await other.close()
    const third = await sdkSession(server)
    await expect(sdkRows(third, 'select n from own')).rejects.toThrow(/OWN/)
    await third.close()
  })

  it('makes arrays and objects wherever they are, one in the other too', async () => {
    const made = `select array_construct('a', 'b') as x, object_construct_keep_null('k', 1, 'n', null) as y,
      array_construct(object_construct('k', 1)) as z, object_construct('k', array_construct(1, 2)) as w,
      array_contains(to_variant('b'), array_construct('a', 'b')) as found, array_contains(to_variant('c'), x) as none`
    expect(await run(made)).toEqual([[['a', 'b'], { k: 1, n: null }, [{ k: 1 }], { k: [1, 2] }, true, false]])
  })

  it('makes an empty array of nothing, in a group and in a window', async () => {
    await run('create or replace table some (g integer, k integer)')
    await run('insert into some values (1, 1), (2, null)')
    expect(await run('select array_agg(k) from some where k > 1')).toEqual([[[]]])
    expect(await run('select g, array_agg(k) from some group by g order by g')).toEqual([
      [1, [1]],
      [2, []],
    ])
    expect(await run('select g, array_agg(k) over (partition by g) from some order by g')).toEqual([
      [1, [1]],
      [2, []],
    ])
  })

  it('clones with the grants of what they replace', async () => {
    await run('create table original as select 1 as n')
    await run('create or replace table replica as select 2 as n')
    await run(`create or replace transient table replica clone "${server.database}"."PUBLIC"."ORIGINAL" copy grants`)
    expect(await run('select n from replica')).toEqual([[1]])
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

    it('that were put into a stage, with the format of the stage', async () => {
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

    it('by name and by pattern, with columns by their place', async () => {
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

    it('of the S3 server', async () => {
      const body = 'id,title\n007,"x, ""y"" \\"\n008,""\n9,\n'
      const put = await fetch(`${s3.endpoint}/${s3.bucket}/a/one.csv`, { method: 'PUT', body })
      expect(put.ok).toBe(true)
      await run(`create stage remote url = 's3://${s3.bucket}/a/' file_format = (${options})`)
      await run('create table remote_rows (id varchar, title varchar)')
      await run(`copy into remote_rows from @remote files = ('one.csv')`)
      expect(await run('select * from remote_rows order by id')).toEqual(all)
    })

    it('and refuses those whose rows have too many fields', async () => {
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

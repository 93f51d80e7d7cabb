import { setTimeout as sleep } from 'node:timers/promises'
import { Dialect, validate } from '@polyglot-sql/sdk'
import {
  bigint,
  boolean,
  copyInto,
  date,
  decimal,
  double,
  fileFormat,
  integer,
  json,
  type StageOptions,
  source,
  stage,
  timestamp,
  varchar,
} from 'kerros'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { s3Server } from '../../../servers/s3-server.js'
import { snowflakeServer } from '../../../servers/snowflake-server.js'
import { LoadScene } from './load-scene.js'

const { skipReason } = await snowflakeServer()
await s3Server()
const loaded = { _loaded_at: timestamp(), _file: varchar() }
const HEADER = 'id,name,note\n'

function shop(options: object = {}) {
  return source(
    'raw',
    { items: { id: integer(), name: varchar(), note: varchar().nullable(), ...loaded } },
    { load: { items: { files: ['items.csv', 'item.csv'] } }, ...options },
  )
}

function shopWith(options: StageOptions) {
  return shop({ stage: stage('files', options) })
}

let at: LoadScene
beforeEach(async () => {
  at = await LoadScene.open()
}, 120_000)
afterEach(() => at.remove())

async function items(): Promise<readonly unknown[]> {
  const rows = await at.rows(
    `select id || '|' || name || '|' || coalesce(note, 'NULL') as item from raw.items order by id, name`,
  )
  return rows.map(({ item }) => item)
}

describe.skipIf(skipReason)('what is loaded into Snowflake', () => {
  it('goes into no stage that lies elsewhere than its source says', async () => {
    await at.write('items.csv', `${HEADER}1,a,x\n`)
    await at.load(shopWith({}))
    await at.rows("create or replace stage raw.files url = 's3://elsewhere/shop/'")
    await expect(at.load(shopWith({}), { fullRefresh: true })).rejects.toMatchObject({
      code: 'E_INVALID_OPTION',
      message: 'stage "files" is not an internal stage: it is at s3://elsewhere/shop/',
      hint: expect.stringMatching(/drop stage ".*"\."RAW"\."FILES";$/),
    })
    expect(await items()).toEqual(['1|a|x'])
  })

  it('names the stage in a string, whatever its name and that of the file', async () => {
    await at.write('the items-1.csv', `${HEADER}1,a,x\n`)
    const named = stage('old-stage')
    const raw = shop({ stage: named, load: { items: { files: ['the items-1.csv'] } } })
    await at.load(raw)
    expect(await items()).toEqual(['1|a|x'])
    const sent = await at.server.statements()
    const reference = `'@"${at.server.database}"."RAW"."OLD-STAGE"'`
    expect(sent.filter((sql) => /^(put|copy into)/i.test(sql)).map((sql) => sql.includes(reference))).toEqual([
      true,
      true,
    ])
  })

  it('is told of while it goes into a stage inside of Snowflake', async () => {
    await at.write('items.csv', `${HEADER}1,a,x\n`)
    const told: unknown[] = []
    await at.load(shop(), {
      reporter: { onUploadProgress: (table, file, { bytes, size }) => told.push([table, file, bytes, size]) },
    })
    expect(told).toEqual([
      ['raw.items', 'items.csv', 0, 19],
      ['raw.items', 'items.csv', 19, 19],
    ])
  })

  it('with the content of another file is added with a warning', async () => {
    await at.write('items.csv', `${HEADER}1,a,x\n`)
    await at.load(shop())
    await at.write('items.2.csv', `${HEADER}1,a,x\n`)
    const { tables } = await at.load(shop())
    expect(tables[0]!.files.map(({ status, warnings }) => [status, ...warnings])).toEqual([
      ['unchanged'],
      ['new', expect.stringMatching(/^it has the same content as items\.csv, whose rows are loaded already, /)],
    ])
    expect(await items()).toEqual(['1|a|x', '1|a|x'])
  })

  it('takes as long as is told of each file: its upload, COPY INTO and INSERT', async () => {
    await at.write('items.csv', `${HEADER}1,a,x\n`)
    await at.write('items.2.csv', `${HEADER}2,b,x\n`)
    await at.server.delay(200)
    const { tables, durationMs } = await at.load(shop())
    await at.server.delay(0)
    const times = tables[0]!.files.map((file) => file.durationMs)
    expect(times).toHaveLength(2)
    // PUT, CREATE TABLE, COPY INTO, the look at every field, INSERT; of these the last alone would be told without the rest.
    for (const time of times) expect(time).toBeGreaterThan(5 * 200)
    expect(times[0]! + times[1]!).toBeLessThan(durationMs)
  })

  it.each([
    ['COPY INTO', /^copy into/],
    ['INSERT', /^insert into \S+"ITEMS__KERROS_/],
  ])('and is stopped in its %s leaves nothing of what has landed', async (_, statement) => {
    await at.write('items.csv', `${HEADER}1,a,x\n`)
    await at.server.delay(200)
    const stop = new AbortController()
    const loading = at.load(shop(), { signal: stop.signal }).catch((error: unknown) => error)
    while (!(await at.server.statements()).some((sql) => statement.test(sql))) await sleep(20)
    stop.abort()
    expect(await loading).toMatchObject({ code: 'E_CANCELLED' })
    await at.server.delay(0)
    // The server keeps temporary tables, which Snowflake drops with their session.
    const left = await at.rows('show tables in schema _kerros')
    expect(left.map(({ name }) => name)).toEqual(['LEASES', 'LOAD_LEDGER'])
    expect(await at.statuses(shop())).toEqual(['items.csv new 1'])
  })

  it('all anew is settled for all tables by two statements', async () => {
    const columns = { id: integer(), name: varchar(), ...loaded }
    const load = { items: { files: ['items.csv'] }, others: { files: ['others.csv'] } }
    const sources = source('raw', { items: columns, others: columns }, { load })
    for (const name of ['items', 'others']) await at.write(`${name}.csv`, 'id,name\n1,a\n')
    await at.load(sources)
    const before = (await at.server.statements()).length
    expect(await at.statuses(sources, { fullRefresh: true })).toEqual(['items.csv reloaded 1', 'others.csv reloaded 1'])
    const sent = (await at.server.statements()).slice(before)
    expect(sent.filter((sql) => /is_pending/.test(sql) && /^(update|delete)/.test(sql)).slice(-2)).toEqual([
      expect.stringMatching(/^delete from \S+ where not is_pending and .* in \('raw\.items', 'raw\.others'\)\)$/),
      expect.stringMatching(/^update \S+ set is_pending = false where .* in \('raw\.items', 'raw\.others'\)$/),
    ])
    // Also with many tables a schema is looked at once.
    const looks = sent.slice(
      0,
      sent.findIndex((sql) => /^(insert|merge|update|create) /i.test(sql)),
    )
    expect(looks.filter((sql) => /^show (objects|columns)\b.*"RAW"/i.test(sql)).length).toBeLessThanOrEqual(2)
    const publishing = sent.slice(sent.findIndex((sql) => sql.includes(' swap with ')))
    expect(publishing.filter((sql) => sql.includes('is_pending'))).toHaveLength(2)
    const entries = await at.rows(
      `select table_name as t, is_pending as p from _kerros.load_ledger where table_name <> '' order by t`,
    )
    expect(entries).toEqual([
      { t: 'raw.items', p: false },
      { t: 'raw.others', p: false },
    ])
  })

  it('moments grow strictly from load to load, whatever the clock does, also when rows are replaced', async () => {
    const stamps: string[] = []
    const load = async (options: object = {}): Promise<void> => {
      const { loadedAt } = await at.load(shop(), options)
      const [found] = await at.rows(`select to_char(max(_loaded_at), 'YYYY-MM-DD HH24:MI:SS.FF6') as at from raw.items`)
      // What is stored is what the load says.
      expect(found!['at']).toBe(loadedAt)
      stamps.push(loadedAt!)
    }
    await at.write('items.csv', `${HEADER}1,a,\n`)
    await load()
    await at.rows(`update _kerros.load_ledger set loaded_at = '2100-01-01 00:00:00.000001' where table_name <> ''`)
    await at.write('items.2.csv', `${HEADER}2,b,\n`)
    await load()
    await at.write('items.2.csv', `${HEADER}2,changed,\n`)
    await load()
    await load({ fullRefresh: true })
    await at.write('items.3.csv', `${HEADER}3,c,\n`)
    await load()
    expect(stamps.slice(1)).toEqual([2, 3, 4, 5].map((n) => `2100-01-01 00:00:00.00000${n}`))
    expect(stamps).toEqual([...new Set(stamps)].sort())
  })

  it('rows with the moment of the load and the name of the file; NULL is no text', async () => {
    await at.write('items.csv', `${HEADER}1,a,x\n2,b,\n3,"",""\n4,"q ""z""\n\\n",\\N\n`)
    const { loadedAt, tables, runId } = await at.load(shop())
    expect(tables).toMatchObject([{ table: 'raw.items', files: [{ file: 'items.csv', status: 'new', rows: 4 }] }])
    expect(await items()).toEqual(['1|a|x', '2|b|NULL', '3||', '4|q "z"\n\\n|\\N'])
    const moments = await at.rows(
      `select distinct _file, to_char(_loaded_at, 'YYYY-MM-DD HH24:MI:SS.FF6') as at from raw.items`,
    )
    expect(moments).toEqual([{ _file: 'items.csv', at: loadedAt }])
    expect(await at.rows(`select * from _kerros.load_ledger where table_name <> ''`)).toMatchObject([
      { table_name: 'raw.items', file_name: 'items.csv', row_count: 4, run_id: runId, is_pending: false },
    ])
  })

  it.each([
    ['a stage inside of Snowflake', () => ({})],
    ['S3, with the credentials of the environment', () => ({ url: `s3://${at.bucket}/shop` })],
    ['S3, with an integration', () => ({ url: `s3://${at.bucket}/shop/`, storageIntegration: 'S3_SHOP' })],
  ])('through %s: new, unchanged, changed, all anew', async (_, options) => {
    const sources = shopWith(options())
    await at.write('items.csv', `${HEADER}1,a,x\n2,b,\n`)
    expect(await at.statuses(sources)).toEqual(['items.csv new 2'])
    await at.touch('items.csv')
    expect(await at.statuses(sources)).toEqual(['items.csv unchanged 2'])
    await at.write('items.csv', `${HEADER}1,A,x\n2,b,\n3,c,\n`)
    await at.write('items.2.csv', `${HEADER}7,a,x\n`)
    expect(await at.statuses(sources)).toEqual(['items.csv changed 3', 'items.2.csv new 1'])
    expect(await items()).toEqual(['1|A|x', '2|b|NULL', '3|c|NULL', '7|a|x'])
    await at.delete('items.2.csv')
    expect(await at.statuses(sources, { fullRefresh: true })).toEqual(['items.csv reloaded 3', 'items.2.csv gone'])
    expect(await items()).toEqual(['1|A|x', '2|b|NULL', '3|c|NULL'])
    expect(await at.statuses(sources)).toEqual(['items.csv unchanged 3'])
    const left = await at.rows('show tables in schema raw')
    expect(left.map(({ name }) => name)).toEqual(['ITEMS'])
  })

  it('is told before by a dry run, which changes nothing', async () => {
    await at.write('items.csv', `${HEADER}1,a,x\n`)
    expect(await at.plan(shop())).toEqual(['items.csv new'])
    expect(await at.plan(shop(), { fullRefresh: true })).toEqual(['items.csv new'])
    await at.load(shop())
    await at.write('items.csv', `${HEADER}1,b,x\n`)
    await at.write('items.2.csv', `${HEADER}2,b,x\n`)
    const before = (await at.server.statements()).length
    expect(await at.plan(shop())).toEqual(['items.csv changed', 'items.2.csv new'])
    const sent = (await at.server.statements()).slice(before)
    expect(sent.filter((sql) => !/^\s*(select|show|describe|alter session|use)\b/i.test(sql))).toEqual([])
    expect(await items()).toEqual(['1|a|x'])
  })

  it('with changed columns, all anew: the table has the new ones, and keeps its grants', async () => {
    await at.write('items.csv', `${HEADER}1,a,x\n`)
    expect(await at.statuses(shop())).toEqual(['items.csv new 1'])
    const changed = source(
      'raw',
      { items: { id: integer(), note: varchar().nullable(), ...loaded } },
      { load: { items: { files: ['items.csv'] } } },
    )
    const refused: any = await at.load(changed).catch((thrown) => thrown)
    expect(refused.diagnostics).toMatchObject([{ code: 'E_CHANGED_COLUMNS' }])
    const planned = await at.plan(changed, { fullRefresh: true })
    expect(planned).toEqual(['items.csv reloaded'])
    expect(await at.statuses(changed, { fullRefresh: true })).toEqual(['items.csv reloaded 1'])
    const columns = await at.rows('describe table raw.items')
    expect(columns.map(({ name }) => name)).toEqual(['ID', 'NOTE', '_LOADED_AT', '_FILE'])
    const made = (await at.server.statements()).filter((sql) =>
      /^create .*table .*ITEMS__KERROS_.*copy grants/.test(sql),
    )
    expect(
      made.map((sql) => sql.replace(/__KERROS_[0-9A-F]+/g, '__KERROS_X').replaceAll(at.server.database, 'DB')),
    ).toEqual([
      'create table "DB"."RAW"."ITEMS__KERROS_X" like "DB"."RAW"."ITEMS" copy grants',
      'create or replace table "DB"."RAW"."ITEMS__KERROS_X" ("ID" integer, "NOTE" varchar, "_LOADED_AT" timestamp_ntz, "_FILE" varchar) copy grants',
    ])
    const [entry] = await at.rows(`select query_id, request_id from _kerros.load_ledger where table_name <> ''`)
    expect(entry).toMatchObject({
      query_id: expect.stringMatching(/\w/),
      request_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
    })
  })

  it('values of every type', async () => {
    const types = {
      i: integer(),
      b: bigint().nullable(),
      d: decimal(3, 2),
      f: double(),
      t: boolean(),
      day: date(),
      epoch: timestamp(),
      text: timestamp(),
      iso: timestamp(),
      j: json(),
    }
    await at.write(
      'types.csv',
      `${Object.keys(types).join(',')}
1,9223372036854775807,-1.5,1e3,true,2024-02-29,0,2024-02-29 23:59:59,2024-02-29T23:59:59Z,"{""a"":1}"
 2.0 ,,1.500,2,n,1999-12-31,-1,1999-12-31 00:00:00,2024-01-01 00:30:00.123456+02:00,3
3,1,.5,-0.25,Y,2000-01-01,1425942133,2000-01-01 00:00:00,2024-01-01T00:00:00-0330,null
`,
    )
    const sources = source('raw', { types }, { load: { types: { files: ['types.csv'] } } })
    expect(await at.statuses(sources)).toEqual(['types.csv new 3'])
    const moments = ['epoch', 'text', 'iso'].map((c) => `to_char(${c}, 'YYYY-MM-DD HH24:MI:SS.FF6') as ${c}`)
    const rows = await at.rows(
      `select i, b::varchar as b, d::varchar as d, f, t, day::varchar as day, ${moments.join(', ')} from raw.types order by i`,
    )
    // The server leaves out a fraction of nothing, whatever the format says.
    const bare = rows.map((row) =>
      Object.fromEntries(
        Object.entries(row).map(([c, v]) => [c, typeof v === 'string' ? v.replace(/\.000000$/, '') : v]),
      ),
    )
    expect(bare).toEqual([
      {
        i: 1,
        b: '9223372036854775807',
        d: '-1.50',
        f: 1000,
        t: true,
        day: '2024-02-29',
        epoch: '1970-01-01 00:00:00',
        text: '2024-02-29 23:59:59',
        iso: '2024-02-29 23:59:59',
      },
      {
        i: 2,
        b: null,
        d: '1.50',
        f: 2,
        t: false,
        day: '1999-12-31',
        epoch: '1969-12-31 23:59:59',
        text: '1999-12-31 00:00:00',
        iso: '2023-12-31 22:30:00.123456',
      },
      {
        i: 3,
        b: '1',
        d: '0.50',
        f: -0.25,
        t: true,
        day: '2000-01-01',
        epoch: '2015-03-09 23:02:13',
        text: '2000-01-01 00:00:00',
        iso: '2024-01-01 03:30:00',
      },
    ])
  })

  it('texts that stand for NULL, also in columns of other types', async () => {
    const withNulls = fileFormat('with_nulls', { type: 'csv', fieldDelimiter: ';', nullIf: ['NULL', '\\N'] })
    const seen = { id: integer().nullable(), seen_at: timestamp().nullable(), note: varchar().nullable() }
    const sources = source('raw', { seen }, { fileFormat: withNulls, load: { seen: { files: ['seen.csv'] } } })
    await at.write('seen.csv', 'id;seen_at;note\nNULL;\\N;\\N\n1;0;NULL\n2;NULL;x\n')
    expect(await at.statuses(sources)).toEqual(['seen.csv new 3'])
    const rows = await at.rows(
      'select id, date_part(epoch_second, seen_at) as seconds, note from raw.seen order by id nulls first',
    )
    expect(rows).toEqual([
      { id: null, seconds: null, note: null },
      { id: 1, seconds: 0, note: null },
      { id: 2, seconds: null, note: 'x' },
    ])
    const [made] = (await at.server.statements()).filter((sql) => sql.startsWith('create or replace file format'))
    expect(made).toContain(`null_if = ('NULL', '\\\\N') field_delimiter = ';' comment = `)
    expect(await at.server.parse([made!])).toEqual([null])
    expect(validate(made!, Dialect.Snowflake)).toMatchObject({ valid: true })
    await at.write('seen.csv', 'id;seen_at;note\nNULL;0;x\nnull;0;x\n')
    const refused: any = await at.load(sources).catch((thrown) => thrown)
    expect(refused.diagnostics).toMatchObject([
      { message: expect.stringMatching(/seen\.csv:3: the value of column "id"/) },
    ])
  })

  it('what copyInto says goes before what the source says', async () => {
    await at.write('Export.csv', 'Nr;Name;note\n1;"a;b";x,y\n')
    const sources = shop()
    const semicolons = fileFormat('semicolons', { type: 'csv', fieldDelimiter: ';' })
    const load_items = copyInto(sources.items, {
      files: ['Export.csv'],
      fileFormat: semicolons,
      columns: { id: 'Nr' },
    })
    expect(await at.statuses({ sources, load_items })).toEqual(['Export.csv new 1'])
    expect(await items()).toEqual(['1|a;b|x,y'])
    await at.write('Export.2.csv', 'Nr;Name;note\n2;c;\n')
    expect(await at.statuses({ sources, load_items })).toEqual(['Export.csv unchanged 1', 'Export.2.csv new 1'])
    const statements = await at.server.statements()
    expect(statements.filter((sql) => sql.startsWith('create or replace file format')).length).toBe(1)
  })
})

describe.skipIf(skipReason)('what is not loaded into Snowflake', () => {
  it.each([
    ['no number', '2,b,x\nx,c,\n', /items\.csv:3: the value of column "id" is not an integer$/],
    ['a fraction', '1.5,b,x\n', /items\.csv:2: the value of column "id" is not an integer$/],
    ['NULL', ',b,x\n', /items\.csv:2: column "id" is empty, but not nullable$/],
    ['a row that is short', '1,b,x\n2,c\n', /items\.csv:3: the row has 2 fields, the header 3$/],
    ['a row that is long', '1,b,x,y\n', /items\.csv:2: the row has 4 fields, the header 3$/],
  ])('%s: the line is told, and everything is as before', async (_, rows, message) => {
    await at.write('items.csv', `${HEADER}1,a,x\n`)
    await at.load(shop())
    await at.write('items.csv', `${HEADER}${rows}`)
    await at.write('items.2.csv', `${HEADER}9,z,\n`)
    const error: any = await at.load(shop()).catch((thrown) => thrown)
    expect(error.diagnostics).toMatchObject([{ code: 'E_DATA_FORMAT', message: expect.stringMatching(message) }])
    expect(await items()).toEqual(['1|a|x'])
    const left = await at.rows('show tables in schema raw')
    expect(left.map(({ name }) => name)).toEqual(['ITEMS'])
  })

  it('into a bucket that is not there', async () => {
    await at.write('items.csv', `${HEADER}1,a,x\n`)
    await expect(at.load(shopWith({ url: 's3://no-such-bucket-at-all/' }))).rejects.toMatchObject({
      code: 'E_STORAGE',
      message: expect.stringMatching(/^cannot upload data\/items\.csv to s3:\/\/no-such-bucket-at-all\/items\.csv: /),
    })
  })
})

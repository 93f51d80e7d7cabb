import { setTimeout as sleep } from 'node:timers/promises'
import { Dialect, validate } from '@polyglot-sql/sdk'
import { copyInto, fileFormat, integer, type StageOptions, source, stage, timestamp, varchar } from 'kerros'
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
  it('goes into no stage that is elsewhere than its source says', async () => {
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

  it('names the stage in a string, with any name of its own and of the file', async () => {
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

  it('is reported while it goes into a stage inside of Snowflake', async () => {
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

  it('takes the time that is reported for each file: its upload, COPY INTO and INSERT', async () => {
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

  it('a reload of everything is settled for all tables by two statements', async () => {
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

  it.each([
    ['a stage inside of Snowflake', () => ({})],
    ['S3, with the credentials of the environment', () => ({ url: `s3://${at.bucket}/shop` })],
    ['S3, with an integration', () => ({ url: `s3://${at.bucket}/shop/`, storageIntegration: 'S3_SHOP' })],
  ])('through %s: new, unchanged, changed, all again', async (_, options) => {
    const sources = shopWith(options())
    await at.write('items.csv', `${HEADER}1,a,x\n2,b,\n`)
    expect(await at.statuses(sources)).toEqual(['items.csv new 2'])
    const pending = `select is_pending as p from _kerros.load_ledger where table_name <> ''`
    expect(await at.rows(pending)).toEqual([{ p: false }])
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

  it('is announced by a dry run, which changes nothing', async () => {
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

  it('with changed columns, everything reloaded: the table has the new ones, and keeps its grants', async () => {
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

  it('is read with a file format that has the strings of nullIf', async () => {
    const withNulls = fileFormat('with_nulls', { type: 'csv', fieldDelimiter: ';', nullIf: ['NULL', '\\N'] })
    const sources = shop({ fileFormat: withNulls })
    await at.write('items.csv', 'id;name;note\n1;a;NULL\n')
    expect(await at.statuses(sources)).toEqual(['items.csv new 1'])
    const [made] = (await at.server.statements()).filter((sql) => sql.startsWith('create or replace file format'))
    expect(made).toContain(`null_if = ('NULL', '\\\\N') field_delimiter = ';' comment = `)
    expect(await at.server.parse([made!])).toEqual([null])
    expect(validate(made!, Dialect.Snowflake)).toMatchObject({ valid: true })
  })

  it('is read with the file format of copyInto, which later loads do not create again', async () => {
    const sources = shop()
    const semicolons = fileFormat('semicolons', { type: 'csv', fieldDelimiter: ';' })
    const load_items = copyInto(sources.items, { files: ['Export.csv'], fileFormat: semicolons, columns: { id: 'Nr' } })
    for (const file of ['Export.csv', 'Export.2.csv']) {
      await at.write(file, 'Nr;Name;note\n1;"a;b";x,y\n')
      await at.load({ sources, load_items })
    }
    const statements = await at.server.statements()
    expect(statements.filter((sql) => sql.startsWith('create or replace file format')).length).toBe(1)
  })
})

describe.skipIf(skipReason)('what is not loaded into Snowflake', () => {
  it('leaves no table behind when a row is refused', async () => {
    await at.write('items.csv', `${HEADER}1,a,x\n`)
    await at.load(shop())
    await at.write('items.csv', `${HEADER}2,b,x\nx,c,\n`)
    await at.write('items.2.csv', `${HEADER}9,z,\n`)
    expect(await at.refusals(shop())).toEqual([
      'E_DATA_FORMAT data/items.csv:3: the value of column "id" is not an integer',
    ])
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

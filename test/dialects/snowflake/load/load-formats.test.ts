import { readFileSync } from 'node:fs'
import path from 'node:path'
import { gzipSync } from 'node:zlib'
import { Dialect, validate } from '@polyglot-sql/sdk'
import {
  bigint,
  boolean,
  type Columns,
  date,
  decimal,
  double,
  type FileFormat,
  fileFormat,
  integer,
  json,
  source,
  stage,
  timestamp,
  varchar,
} from 'kerros'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { DuckDbDatabase } from '../../../../src/dialects/duckdb/connect/duckdb-database.js'
import { INT96_FILES } from '../../../ingest/parquet/int96-files.js'
import { s3Server } from '../../../servers/s3-server.js'
import { snowflakeServer } from '../../../servers/snowflake-server.js'
import { LoadScene } from './load-scene.js'

const { skipReason } = await snowflakeServer()
await s3Server()

const lines = fileFormat('json_lines', { type: 'json' })
const list = fileFormat('json_list', { type: 'json', stripOuterArray: true })
const parquet = fileFormat('parquet_files', { type: 'parquet' })
const loaded = { _loaded_at: timestamp(), _file: varchar() }

let at: LoadScene
beforeEach(async () => {
  at = await LoadScene.open()
}, 120_000)
afterEach(() => at.remove())

function shop(format: FileFormat, file: string, options: object = {}) {
  const items = { id: integer(), name: varchar(), note: varchar().nullable(), ...loaded }
  return source('raw', { items }, { fileFormat: format, load: { items: { files: [file] } }, ...options })
}

async function writeParquet(name: string, sql: string): Promise<void> {
  const database = new DuckDbDatabase({ path: ':memory:' })
  const file = path.join(at.data, name)
  try {
    await (await database.connect()).query(`set timezone = 'UTC'; copy (${sql}) to '${file}' (format parquet)`)
  } finally {
    await database.close()
  }
}

/** Every statement of the load is one that both parsers take for Snowflake's. */
async function expectParsed(): Promise<void> {
  const isOfLoad = /file format|variant|\bv\[|landing_|^put /i
  const statements = [...new Set(await at.server.statements())].filter((sql) => isOfLoad.test(sql))
  expect(statements.length).toBeGreaterThan(3)
  expect(
    (await at.server.parse(statements)).filter((diagnostic, i) => diagnostic && !/^(put|show)/.test(statements[i]!)),
  ).toEqual([])
  for (const sql of statements)
    if (!/^put /i.test(sql)) expect([sql, validate(sql, Dialect.Snowflake)]).toMatchObject([sql, { valid: true }])
}

const A = '{"id":1,"name":"a","note":"x"}'
const B = '{"ID":2,"name":"b"}'

describe.skipIf(skipReason)('JSON', () => {
  it.each<[string, () => object]>([
    ['a temporary stage', () => ({})],
    [
      'a stage in S3',
      () => ({ stage: stage('files', { url: `s3://${at.bucket}/json/`, storageIntegration: 'S3_SHOP' }) }),
    ],
  ])(
    'through %s: new, unchanged, changed, all again',
    async (_, options) => {
      const sources = shop(lines, 'items.json', options())
      await at.write('items.json', `${A}\r\n\n{"id":2,"name":"ż \\"𝕏\\"\\n","other":[{}],"note":null}`)
      expect(await at.statuses(sources)).toEqual(['items.json new 2'])
      expect(await at.items()).toEqual(['1|a|x', '2|ż "𝕏"\n|NULL'])
      expect(await at.statuses(sources)).toEqual(['items.json unchanged 2'])
      await at.write('items.json', `${A.replace('"a"', '"A"')}\n`)
      await at.write('items.2.json', `${B}\n`)
      expect(await at.plan(sources)).toEqual(['items.json changed', 'items.2.json new'])
      expect(await at.statuses(sources)).toEqual(['items.json changed 1', 'items.2.json new 1'])
      expect(await at.items()).toEqual(['1|A|x', '2|b|NULL'])
      await at.delete('items.2.json')
      expect(await at.statuses(sources, { fullRefresh: true })).toEqual(['items.json reloaded 1', 'items.2.json gone'])
      const rows = await at.rows('select _file, _loaded_at is not null as at from raw.items')
      expect(rows).toEqual([{ _file: 'items.json', at: true }])
      await expectParsed()
      const made = (await at.server.statements()).filter((sql) => sql.startsWith('create or replace file format'))
      expect(made).toEqual([
        expect.stringContaining(
          'type = json strip_outer_array = false allow_duplicate = false strip_null_values = false ignore_utf8_errors = false comment = ',
        ),
      ])
    },
    60_000,
  )

  it('sends only statements that are parsed, also for a list of values of every type', async () => {
    const types = {
      i: integer(),
      b: bigint(),
      d: decimal(15, 10),
      f: double(),
      t: boolean(),
      day: date(),
      epoch: timestamp(),
      iso: timestamp().nullable(),
      j: json().nullable(),
      v: varchar(),
    }
    await at.write(
      'types.json',
      `[{"i":-1,"b":9223372036854775807,"d":12345.0123456789,"f":1e-3,"t":true,"day":"2024-02-29","epoch":1425942133,"iso":"2024-01-01T00:30:00.123456+02:00","j":{"a":[1,"ż",{}],"b":null},"v":"it's \\u00e9\\n"}]`,
    )
    const sources = source('raw', { types }, { fileFormat: list, load: { types: { files: ['types.json'] } } })
    expect(await at.statuses(sources)).toEqual(['types.json new 1'])
    await expectParsed()
  }, 60_000)
})

describe.skipIf(skipReason)('Parquet', () => {
  it.each<[string, () => object]>([
    ['a stage inside of Snowflake', () => ({ stage: stage('files') })],
    ['a stage in S3', () => ({ stage: stage('files', { url: `s3://${at.bucket}/parquet/` }) })],
  ])(
    'through %s: new, unchanged, changed, all again',
    async (_, options) => {
      const sources = shop(parquet, 'items.parquet', options())
      await writeParquet('items.parquet', `select 1 as "ID", 'ż' as name, 'x' as note union all select 2, 'b', null`)
      expect(await at.statuses(sources)).toEqual(['items.parquet new 2'])
      expect(await at.items()).toEqual(['1|ż|x', '2|b|NULL'])
      expect(await at.statuses(sources)).toEqual(['items.parquet unchanged 2'])
      await writeParquet('items.parquet', `select 1 as id, 'A' as name, 'x' as note, 1 as other`)
      await writeParquet('items.2.parquet', `select 2 as id, 'b' as name, null::varchar as note`)
      expect(await at.statuses(sources)).toEqual(['items.parquet changed 1', 'items.2.parquet new 1'])
      expect(await at.items()).toEqual(['1|A|x', '2|b|NULL'])
      await at.delete('items.2.parquet')
      expect(await at.statuses(sources, { fullRefresh: true })).toEqual([
        'items.parquet reloaded 1',
        'items.2.parquet gone',
      ])
      await expectParsed()
      // Packed as a whole, Snowflake could not read them.
      const puts = (await at.server.statements()).filter((sql) => sql.startsWith('put '))
      expect(puts.filter((sql) => !sql.includes('auto_compress = false'))).toEqual([])
    },
    60_000,
  )

  it('sends only statements that are parsed, also for values of every type', async () => {
    const types: Columns = {
      i: integer(),
      b: bigint(),
      d: decimal(12, 2),
      r: decimal(2, 1),
      f: double(),
      t: boolean(),
      day: date(),
      ts: timestamp().nullable(),
      tz: timestamp(),
      said: timestamp(),
      j: json().nullable(),
      v: varchar(),
    }
    await writeParquet(
      'types.parquet',
      `select 1::tinyint as i, 9223372036854775807 as b, 1234567890.25::decimal(12, 2) as d, 3.5::double as r, 0.1::double as f,
        true as t, date '2024-02-29' as day, timestamp '2024-02-29 23:59:59.123456' as ts,
        timestamptz '2024-02-29 23:59:59+02' as tz, '2024-01-01T00:30:00+02:00' as said, {a: [1, 2]} as j, '𝕏' as v
      union all select 2, -1, 0, 4, 2, false, date '1999-12-31', null, timestamptz '2000-01-01 00:00:00+00',
        '2000-01-01 00:00:00', null, ''`,
    )
    const sources = source('raw', { types }, { fileFormat: parquet, load: { types: { files: ['types.parquet'] } } })
    expect(await at.statuses(sources)).toEqual(['types.parquet new 2'])
    await expectParsed()
  }, 60_000)

  it('a timestamp of 96 bits is refused before anything is sent', async () => {
    const sources = source(
      'raw',
      { t: { v: timestamp() } },
      { fileFormat: parquet, load: { t: { files: ['t.parquet'] } } },
    )
    await at.write('t.parquet', INT96_FILES['on its own']!)
    expect(await at.diagnostics(sources)).toEqual([
      'data/t.parquet: column "v" is timestamp, and in the file a timestamp of 96 bits (INT96), which engines cut to microseconds',
    ])
    expect((await at.server.statements()).filter((sql) => /^(put|copy) /.test(sql))).toEqual([])
  }, 60_000)

  it('a file that is cut off, and a column that it lacks, are reported before anything is sent', async () => {
    const sources = shop(parquet, 'items.parquet')
    await writeParquet('items.parquet', `select 1 as id, 'a' as nmae, 'x' as note`)
    expect(await at.diagnostics(sources)).toEqual(['data/items.parquet: the file lacks the column "name"'])
    const whole = readFileSync(path.join(at.data, 'items.parquet'))
    await at.write('items.parquet', whole.subarray(0, whole.length - 9))
    expect(await at.diagnostics(sources)).toEqual([
      'data/items.parquet is not a complete Parquet file: it is damaged or cut off',
    ])
    expect((await at.server.statements()).filter((sql) => /^(put|copy) /.test(sql))).toEqual([])
  }, 60_000)
})

describe.skipIf(skipReason)('CSV', () => {
  it('enclosed by another sign, without a header, packed with gzip', async () => {
    const special = fileFormat('special', { type: 'csv', fieldOptionallyEnclosedBy: "'", skipHeader: 0 })
    await at.write('items.csv.gz', gzipSync(`1,'a, ''b''',"x"\n2,'',\n`))
    expect(await at.statuses(shop(special, 'items.csv.gz'))).toEqual(['items.csv.gz new 2'])
    expect(await at.items()).toEqual([`1|a, 'b'|"x"`, '2||NULL'])
    await expectParsed()
  }, 60_000)
})

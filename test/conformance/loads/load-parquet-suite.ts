import { readFileSync } from 'node:fs'
import path from 'node:path'
import {
  bigint,
  boolean,
  copyInto,
  DiagnosticsError,
  date,
  decimal,
  double,
  fileFormat,
  integer,
  json,
  source,
  timestamp,
  varchar,
} from 'kerros'
import { describe, expect, it } from 'vitest'
import { DuckDbDatabase } from '../../../src/dialects/duckdb/connect/duckdb-database.js'
import { INT96_FILES } from '../../ingest/parquet/int96-files.js'
import { contractSuite } from '../contract-suite.js'
import { eachInProject, type LoadEngine, type LoadProject } from './load-project.js'

const parquet = fileFormat('parquet', { type: 'parquet' })
const loaded = { _loaded_at: timestamp(), _file: varchar() }

function shop(columns: object = { id: integer(), name: varchar(), note: varchar().nullable(), ...loaded }) {
  return source(
    'raw',
    { items: columns as any },
    { fileFormat: parquet, load: { items: { files: ['items.parquet'] } } },
  )
}

const A = `select 1 as id, 'a' as name, 'x' as note`
const B = `select 2 as id, 'b' as name, null::varchar as note`

async function writeParquet(file: string, sql: string, options = ''): Promise<void> {
  const database = new DuckDbDatabase({ path: ':memory:' })
  try {
    await (await database.connect()).query(
      `set timezone = 'UTC'; copy (${sql}) to '${file}' (format parquet ${options})`,
    )
  } finally {
    await database.close()
  }
}

/** What a load makes of Parquet files, whatever the engine. */
export function loadParquetSuite(engine: LoadEngine): void {
  contractSuite('files of Parquet', engine, () => {
    let at: LoadProject
    const write = (name: string, sql: string, options?: string) => writeParquet(path.join(at.data, name), sql, options)
    eachInProject(engine, (project) => {
      at = project
    })

    describe('rows', () => {
      it('are new, unchanged or changed, and all loaded again with a full refresh', async () => {
        await write('items.parquet', `${A} union all ${B}`)
        await write('items.2.parquet', `select 'c' as "NAME", 3::ubigint as "Id", 1 as other, 'z' as note`)
        const first = await at.load(shop())
        expect(first.tables[0]?.files).toMatchObject([
          { status: 'new', rows: 2, warnings: [] },
          {
            status: 'new',
            rows: 1,
            warnings: [{ message: 'left out, since the source does not declare it: "other"' }],
          },
        ])
        expect(await at.items()).toEqual(['1|a|x', '2|b|NULL', '3|c|z'])
        expect(await at.statuses(shop())).toEqual(['items.parquet unchanged 2', 'items.2.parquet unchanged 1'])
        await write('items.parquet', A.replace("'a'", "'A'"))
        expect(await at.statuses(shop())).toEqual(['items.parquet changed 1', 'items.2.parquet unchanged 1'])
        expect(await at.items()).toEqual(['1|A|x', '3|c|z'])
        await at.delete('items.2.parquet')
        expect(await at.statuses(shop(), { fullRefresh: true })).toEqual([
          'items.parquet reloaded 1',
          'items.2.parquet gone',
        ])
        const rows = await at.rows('select _file, _loaded_at is not null as at from raw.items')
        expect(rows).toEqual([{ _file: 'items.parquet', at: true }])
      })

      it('are many, in groups, or none, with a warning', async () => {
        await write(
          'items.parquet',
          `select i::int as id, repeat('ż', i % 9) as name, null as note from range(300000) t(i)`,
          ', row_group_size 5000',
        )
        await write('items.2.parquet', `${A} limit 0`)
        const { tables } = await at.load(shop())
        expect(tables[0]?.files).toMatchObject([
          { rows: 300_000 },
          { rows: 0, warnings: [{ message: 'it has no rows' }] },
        ])
        const [sum] = await at.rows(
          'select cast(sum(id) as varchar) as ids, cast(sum(length(name)) as double) as letters from raw.items',
        )
        expect(sum).toEqual({ ids: '44999850000', letters: 1199991 })
      })

      it('come from the columns that copyInto names', async () => {
        await write('items.parquet', `select 1 as "a.b ""c""", 'a' as "it's"`)
        const { items } = source('raw', {
          items: { id: integer(), name: varchar(), note: varchar().nullable(), ...loaded },
        })
        const { items: two } = source('raw', { items: { id: integer(), name: varchar() } })
        const columns = { id: 'a.b "c"', name: "it's" }
        const copy = copyInto(two, { files: ['items.parquet'], fileFormat: parquet, columns })
        await at.load({ two, copy })
        expect(await at.rows('select * from raw.items')).toEqual([{ id: 1, name: 'a' }])
        expect(items.name).toBe('items')
      })
    })

    describe('values', () => {
      const moment = '2024-02-29 23:59:59.123456'
      it.each<[string, any, string, unknown]>([
        ['integer', integer(), '-5::tinyint', '-5'],
        ['whole numbers as decimals', integer(), '5::decimal(9,2)', '5'],
        ['whole numbers as doubles', bigint(), '5::double', '5'],
        ['text', integer(), `'12'`, '12'],
        ['bigint', bigint(), '9223372036854775807::ubigint', '9223372036854775807'],
        [
          'decimal',
          decimal(38, 10),
          '1234567890123456789012345678.0123456789::decimal(38,10)',
          '1234567890123456789012345678.0123456789',
        ],
        ['decimals of doubles', decimal(2, 1), '3.5::double', '3.5'],
        ['decimals of floats', decimal(2, 1), '3.5::float', '3.5'],
        ['decimals of whole numbers', decimal(4, 2), '12', '12.00'],
        ['double', double(), '0.1::double', '0.1'],
        ['double of decimals', double(), '0.1::decimal(3,2)', '0.1'],
        ['boolean', boolean(), 'true', 'true'],
        ['date', date(), `date '2024-02-29'`, '2024-02-29'],
        ['date of text', date(), `'2024-02-29'`, '2024-02-29'],
        ['timestamp', timestamp(), `timestamp '${moment}'`, moment],
        ['timestamp in milliseconds', timestamp(), `timestamp_ms '2024-02-29 23:59:59.123'`, '2024-02-29 23:59:59.123'],
        ['timestamp in nanoseconds', timestamp(), `timestamp_ns '${moment}000'`, moment],
        ['timestamp with a zone', timestamp(), `timestamptz '${moment}+02'`, '2024-02-29 21:59:59.123456'],
        ['timestamp of text', timestamp(), `'2024-01-01T00:30:00.5+02:00'`, '2023-12-31 22:30:00.5'],
        ['struct', json(), `{a: [1, 2], b: 'ż'}`, '{"a":[1,2],"b":"ż"}'],
        ['list', json(), `['x', null]`, '["x",null]'],
        ['JSON without white space', json(), `'{"a":1.25}'::json`, '{"a":1.25}'],
        ['JSON as it is written', json(), `'{"a": 1.50}'::json`, '{"a": 1.50}'],
        ['varchar', varchar(), `'𝕏'`, '𝕏'],
        ['empty text', varchar(), `''`, ''],
        ['NULL', integer().nullable(), 'null::int', null],
      ])('are stored exactly: %s', async (_, column, value, expected) => {
        await write('items.parquet', `select ${value} as v`)
        await at.load(shop({ v: column }))
        expect(await at.rows('select v::varchar as v from raw.items')).toEqual([{ v: expected }])
      })

      it.each<[string, any, string]>([
        ['too large', integer(), '2147483648'],
        ['a fraction', integer(), '1.5::double'],
        ['too many digits', decimal(2, 1), '3.55::double'],
        ['0.1 in 32 bits', decimal(2, 1), '0.1::float'],
        ['no number', integer(), `'secret'`],
        ['no date', date(), `'2024-02-30'`],
        ['nanoseconds', timestamp(), `timestamp_ns '${moment}001'`],
        ['no JSON', json(), `'{'`],
        ['a year after 9999', timestamp(), `timestamp '10000-01-01 00:00:00'`],
        ['a year before 0001', timestamp(), `timestamp '0044-03-15 (BC) 00:00:00'`],
      ])('are refused with the file and the column, and without the value: %s', async (_, column, value) => {
        await write('items.parquet', `select ${value} as v`)
        expect(await at.diagnostics(shop({ v: column }))).toEqual([
          expect.stringMatching(/^data\/items\.parquet: a value of column "v" is not a valid \w+(\(2, 1\))?$/),
        ])
      })

      it('refuses an invalid value, and leaves the rows of the load before', async () => {
        await write('items.parquet', 'select 1 as v')
        await at.load(shop({ v: integer() }))
        for (const value of ['2147483648', '1.5::double', 'null::int']) {
          await write('items.parquet', `select ${value} as v`)
          expect(await at.diagnostics(shop({ v: integer() }))).toHaveLength(1)
          expect(await at.rows('select v from raw.items')).toEqual([{ v: 1 }])
        }
      })

      it('may not be NULL where something must be', async () => {
        await write('items.parquet', 'select null::int as v')
        expect(await at.diagnostics(shop({ v: integer() }))).toEqual([
          'data/items.parquet: column "v" is empty, but not nullable',
        ])
      })

      it('bytes are text only when the format says so', async () => {
        // What older programs write: text of which the file does not say that it is text.
        await write('items.parquet', `select 'ż'::blob as v`.replace("'ż'::blob", "encode('ż')"))
        expect(await at.diagnostics(shop({ v: varchar() }))).toEqual([
          'data/items.parquet: column "v" is varchar, and in the file of a type that cannot be loaded, such as bytes or a time of day',
        ])
        const asText = fileFormat('as_text', { type: 'parquet', binaryAsText: true })
        const sources = source(
          'raw',
          { items: { v: varchar() } },
          { fileFormat: asText, load: { items: { files: ['items.parquet'] } } },
        )
        await at.load(sources)
        expect(await at.rows('select v from raw.items')).toEqual([{ v: 'ż' }])
      })
    })

    describe('files that are no use', () => {
      it.each<[string, string, string]>([
        [
          'a missing column',
          `select 1 as id, 'a' as nmae, 'x' as note`,
          'data/items.parquet: the file lacks the column "name"',
        ],
        [
          'a type that cannot become another',
          `select true as id, 'a' as name, 'x' as note`,
          'data/items.parquet: column "id" is integer, and in the file a boolean',
        ],
      ])('are refused: %s', async (_, sql, message) => {
        await write('items.parquet', sql)
        expect(await at.diagnostics(shop())).toEqual([message])
      })

      it('are refused when they are cut off, damaged, empty, or of another kind', async () => {
        await write('items.parquet', A)
        const whole = readFileSync(path.join(at.data, 'items.parquet'))
        const CUT = 'data/items.parquet is not a complete Parquet file: it is damaged or cut off'
        const damaged = Buffer.from(whole)
        damaged.fill(0xff, whole.length - 60, whole.length - 8)
        for (const [content, message] of [
          [whole.subarray(0, whole.length - 1), CUT],
          [whole.subarray(0, whole.length / 2), CUT],
          [damaged, CUT],
          [Buffer.alloc(0), 'data/items.parquet is empty'],
          [Buffer.from('id,name,note\n1,a,x\n'), 'data/items.parquet is not a Parquet file'],
          [
            Buffer.concat([whole.subarray(0, -4), Buffer.from('PARE')]),
            'data/items.parquet is an encrypted Parquet file, which no supported engine can read',
          ],
        ] as const) {
          await at.write('items.parquet', content)
          expect(await at.diagnostics(shop())).toEqual([message])
        }
      })

      it('are refused by the engine when a page is damaged, and nothing is loaded', async () => {
        await write('items.parquet', A)
        await at.load(shop())
        await write('items.parquet', `select i::int as id, md5(i::varchar) as name, null as note from range(9999) t(i)`)
        const file = path.join(at.data, 'items.parquet')
        const broken = Buffer.from(readFileSync(file))
        broken.fill(0xff, broken.length / 2, broken.length / 2 + 999)
        await at.write('items.parquet', broken)
        expect((await at.diagnostics(shop())).length).toBe(1)
        expect(await at.items()).toEqual(['1|a|x'])
      })

      it('are refused when they are packed as a whole', async () => {
        const packed = source(
          'raw',
          { items: { id: integer() } },
          { fileFormat: parquet, load: { items: { files: ['items.parquet.gz'] } } },
        )
        await at.write('items.parquet.gz', 'x')
        expect((await at.diagnostics(packed))[0]).toBe(
          'the file "items.parquet.gz" of source "raw.items" is compressed as a whole, which is not valid for Parquet',
        )
      })
    })

    describe('what an engine reads as another number', () => {
      it.each([
        ['on its own', 'cast(1.25 as decimal(38, 2))', { amount: decimal(10, 2) }],
        ['within a struct', "{'amount': cast(1.25 as decimal(38, 2))}", { amount: json() }],
        ['within a list', '[cast(1.25 as decimal(38, 2))]', { amount: json() }],
      ])('refuses a decimal of 50 digits %s', async (_, sql, columns) => {
        await write('items.parquet', `select ${sql} as amount`)
        const file = path.join(at.data, 'items.parquet')
        // DuckDB writes 38 digits at most: the footer, in which 38 and 50 take one byte each, is made to say 50.
        const bytes = Buffer.from(readFileSync(file).toString('latin1').replaceAll('\x15\x4c', '\x15\x64'), 'latin1')
        await at.write('items.parquet', bytes)
        expect((await at.diagnostics(shop(columns)))[0]).toMatch(
          /in the file a decimal of more than 38 digits, which no engine here reads$/,
        )
      })
      it.each([
        ['on its own', timestamp(), 'timestamp'],
        ['within a list of a struct', json(), 'json'],
      ] as const)('refuses a timestamp of 96 bits %s', async (place, column, type) => {
        await at.write('items.parquet', INT96_FILES[place]!)
        const error = await at.load(shop({ v: column })).catch((thrown: unknown) => thrown)
        expect(error instanceof DiagnosticsError && error.diagnostics).toMatchObject([
          {
            code: 'E_DATA_FORMAT',
            message: `data/items.parquet: column "v" is ${type}, and in the file a timestamp of 96 bits (INT96), which engines cut to microseconds`,
            hint: 'Write the file with 64-bit timestamps: in Spark, set spark.sql.parquet.outputTimestampType to TIMESTAMP_MICROS.',
          },
        ])
      })
    })
  })
}

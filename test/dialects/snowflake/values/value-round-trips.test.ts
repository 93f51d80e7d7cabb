import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readRawText } from '../../../../src/dialects/snowflake/values/read-raw-text.js'
import { toSnowflakeBinds, toSnowflakeBulkBinds } from '../../../../src/dialects/snowflake/values/snowflake-binds.js'
import {
  columnDecoder,
  type SnowflakeColumn,
  type SnowflakeValueOptions,
} from '../../../../src/dialects/snowflake/values/snowflake-values.js'
import fc from '../../../seeded-fast-check.js'
import { type SdkSession, sdkRows, sdkSession } from '../../../servers/sdk-rows.js'
import { snowflakeServer } from '../../../servers/snowflake-server.js'

const server = await snowflakeServer()

describe.skipIf(server.skipReason)('values through the unmodified driver', () => {
  let session: SdkSession
  beforeAll(async () => {
    session = await sdkSession(server)
  })
  afterAll(() => session.close())

  async function rows(sql: string, params: readonly unknown[] = [], options?: SnowflakeValueOptions) {
    const statement = await session.execute(sql, toSnowflakeBinds(params))
    const columns: SnowflakeColumn[] = statement.getColumns()
    readRawText(columns)
    const decoders = columns.map((column) => columnDecoder(column, options))
    const found: (string | null)[][] = await statement.streamRows().toArray()
    return found.map((row) => row.map((raw, i) => decoders[i]!(raw)))
  }

  it('of every type come back', async () => {
    const [row] = await rows(`select 7::number(38, 0), 9007199254740993::number(38, 0), 1.50::number(10, 2),
      1.50::number(20, 2), 1.5::double, true, 'x', '2015-03-31'::date, '06:09:51.5'::time,
      '2015-03-31 06:09:51.123456'::timestamp_ntz, to_binary('00FF', 'HEX'), parse_json('{"a":[1,null]}'),
      array_construct(1, 'b'), null`)
    expect(row).toEqual([
      7,
      9007199254740993n,
      1.5,
      '1.50',
      1.5,
      true,
      'x',
      '2015-03-31',
      '06:09:51.5',
      new Date('2015-03-31T06:09:51.123Z'),
      new Uint8Array([0, 255]),
      { a: [1, null] },
      [1, 'b'],
      null,
    ])
  })

  it('of timestamps come back as text', async () => {
    const [row] = await rows(
      `select '2015-03-31 06:09:51.123456'::timestamp_ntz, '2015-03-31 06:09:51 +02:00'::timestamp_tz`,
      [],
      { timestamps: 'text' },
    )
    expect(row![0]).toBe('2015-03-31T06:09:51.123456000')
    expect(new Date(row![1] as string)).toEqual(new Date('2015-03-31T04:09:51Z'))
  })

  it('the driver alone loses what the decoder keeps', async () => {
    expect(await sdkRows(session, 'select 9007199254740993::number(38, 0)')).toEqual([[9007199254740992]])
    expect(await rows('select 9007199254740993::number(38, 0)')).toEqual([[9007199254740993n]])
  })

  it('any value that is bound comes back', async () => {
    const values = fc.tuple(
      // The server keeps NUMBER(38, 0) in 64 bits.
      fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
      fc.maxSafeInteger(),
      fc.double({ noDefaultInfinity: true, noNaN: true }),
      fc.string({ unit: 'grapheme' }).filter((text) => !text.includes('\0')),
      fc.boolean(),
      fc.date({ min: new Date('0001-01-01'), max: new Date('9999-12-31T23:59:59.999Z'), noInvalidDate: true }),
      fc.uint8Array({ maxLength: 20 }),
      fc.array(fc.oneof(fc.string({ unit: 'grapheme-ascii' }), fc.integer(), fc.constant(null))),
    )
    const row = fc.tuple(values, fc.constantFrom(...placesAndNone(8)))
    await fc.assert(
      fc.asyncProperty(row, async ([row, missing]) => {
        const params: unknown[] = row.map((value, i) => (i === missing ? null : value))
        const [back] = await rows(
          `select cast(? as number(38, 0)), cast(? as number(38, 0)), cast(? as double), cast(? as varchar), cast(? as boolean), cast(? as timestamp_ntz),
            to_binary(?, 'HEX'), parse_json(?)`,
          params,
        )
        const [integer, ...rest] = params
        expect(typeof integer === 'bigint' ? BigInt(back![0] as number | bigint) : back![0]).toBe(integer)
        expect(back!.slice(1)).toEqual(rest)
      }),
      { numRuns: 30 },
    )
  }, 120_000)

  it('rows of a bulk insert come back', async () => {
    await sdkRows(session, 'create table bulk (id number(38, 0), amount double, name varchar)')
    const data = [
      [1, null, 'a'],
      [2, 0.5, null],
      [2n ** 60n, 2, "it's"],
    ]
    await sdkRows(session, 'insert into bulk values (?, ?, ?)', toSnowflakeBulkBinds(data))
    expect(await rows('select * from bulk order by id')).toEqual(data)
  })
})

/** 0 to n - 1, and one that is none of them. */
function placesAndNone(n: number): number[] {
  return Array.from({ length: n + 1 }, (_, i) => i - 1)
}

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DuckDbDatabase } from '../../../../src/dialects/duckdb/connect/duckdb-database.js'
import type { DuckDbSession } from '../../../../src/dialects/duckdb/session/duckdb-session.js'

const database = new DuckDbDatabase()
let session: DuckDbSession

beforeAll(async () => {
  session = await database.connect()
})
afterAll(() => database.close())

async function value(expression: string, ...params: unknown[]): Promise<unknown> {
  const { rows } = await session.query<{ v: unknown }>(`select ${expression} as v`, params)
  return rows[0]!.v
}

describe('what a column type becomes', () => {
  it.each<[expression: string, expected: unknown]>([
    ['null', null],
    ['true', true],
    ['(-128)::tinyint', -128],
    ['255::utinyint', 255],
    ['42::integer', 42],
    ['4294967295::uinteger', 4294967295],
    ['9007199254740991::bigint', 9007199254740991],
    ['9007199254740992::bigint', 9007199254740992n],
    ['(-9223372036854775808)::bigint', -9223372036854775808n],
    ['18446744073709551615::ubigint', 18446744073709551615n],
    ['7::hugeint', 7],
    ['170141183460469231731687303715884105727::hugeint', 170141183460469231731687303715884105727n],
    [
      `'12345678901234567890123456789012345678901234567890'::bignum`,
      12345678901234567890123456789012345678901234567890n,
    ],
    ['3.5::decimal(2, 1)', 3.5],
    ['(-0.1)::decimal(15, 2)', -0.1],
    ['12345678901234.1::decimal(15, 1)', 12345678901234.1],
    ['3.5::decimal(16, 2)', '3.50'],
    ['(-0.05)::decimal(37, 2)', '-0.05'],
    ['42::decimal(18, 0)', '42'],
    ['42::decimal(38, 0)', 42],
    ['9007199254740993::decimal(38, 0)', 9007199254740993n],
    ['0.5::decimal(38, 20)', 0.5],
    ['(-123456789012.345)::decimal(38, 10)', -123456789012.345],
    ['1234567890123456.5::decimal(38, 1)', '1234567890123456.5'],
    ['1000000000000000000::decimal(38, 2)', '1000000000000000000.00'],
    ['(select sum(x::decimal(2, 1)) from (values (3.5), (4.0)) as t(x))', 7.5],
    ['(select sum(x::bigint) from range(10) as t(x))', 45],
    ['1.5::double', 1.5],
    ['0.1::float', Math.fround(0.1)],
    [`'nan'::double`, Number.NaN],
    [`'-infinity'::double`, Number.NEGATIVE_INFINITY],
    [`'héllo'`, 'héllo'],
    [`'long enough to be kept outside of the vector'`, 'long enough to be kept outside of the vector'],
    [`'b'::enum('a', 'b')`, 'b'],
    [`'6f9619ff-8b86-d011-b42d-00c04fc964ff'::uuid`, '6f9619ff-8b86-d011-b42d-00c04fc964ff'],
    [`date '2015-03-31'`, '2015-03-31'],
    [`date '0099-01-02'`, '0099-01-02'],
    [`date '0044-03-15 (BC)'`, '0044-03-15 (BC)'],
    [`date '12345-01-01'`, '12345-01-01'],
    [`'infinity'::date`, 'infinity'],
    [`'-infinity'::date`, '-infinity'],
    [`timestamp '2015-03-31 06:09:51.123456'`, new Date('2015-03-31T06:09:51.123Z')],
    [`timestamp '1969-12-31 23:59:59.999999'`, new Date('1969-12-31T23:59:59.999Z')],
    [`timestamp '2999-12-31 23:59:59.999999'`, new Date('2999-12-31T23:59:59.999Z')],
    [`'2015-03-31 06:09:51'::timestamp_s`, new Date('2015-03-31T06:09:51Z')],
    [`'2015-03-31 06:09:51.123'::timestamp_ms`, new Date('2015-03-31T06:09:51.123Z')],
    [`'2015-03-31 06:09:51.123456789'::timestamp_ns`, new Date('2015-03-31T06:09:51.123Z')],
    [`'2015-03-31 06:09:51+02'::timestamptz`, new Date('2015-03-31T04:09:51Z')],
    [`'infinity'::timestamp`, 'infinity'],
    [`'-infinity'::timestamptz`, '-infinity'],
    [`'infinity'::timestamp_ns`, 'infinity'],
    [`'infinity'::timestamp_s`, 'infinity'],
    [`timestamp '290000-01-01'`, '290000-01-01 00:00:00'],
    [`'290000-01-01'::timestamptz`, '290000-01-01 00:00:00+00'],
    [`time '06:09:51.5'`, '06:09:51.5'],
    [`interval '1 day 2 hours'`, '1 day 02:00:00'],
    [`'\\x00\\xFF'::blob`, new Uint8Array([0, 255])],
    [`'0101'::bit`, '0101'],
    [`'{"a": [1, null, "x"]}'::json`, { a: [1, null, 'x'] }],
    [`'null'::json`, null],
    ['[1, null, 3]', [1, null, 3]],
    ['[9007199254740993::bigint]', [9007199254740993n]],
    ['[1, 2]::integer[2]', [1, 2]],
    [`[['{"a": 1}'::json]]`, [[{ a: 1 }]]],
    [
      `{id: 1::bigint, seen: timestamp '2020-01-01', tags: ['a']}`,
      { id: 1, seen: new Date('2020-01-01Z'), tags: ['a'] },
    ],
    [`map {'a': 1.5::decimal(3, 1)}`, [{ key: 'a', value: 1.5 }]],
    [`union_value(day := date '2020-01-01')`, '2020-01-01'],
    [`'{"a": [1]}'::json::variant`, { a: [1] }],
    ['row(1)', { '': 1 }],
    ['340282366920938463463374607431768211455::uhugeint', 340282366920938463463374607431768211455n],
    ['7::uhugeint', 7],
    ['7::ubigint', 7],
    ["'7'::bignum", 7],
    ['0.123456789012345::decimal(15, 15)', 0.123456789012345],
    ['999999999999999::decimal(38, 1)', 999999999999999],
    ['(-999999999999999)::decimal(38, 1)', -999999999999999],
    ['1000000000000000::decimal(38, 1)', '1000000000000000.0'],
    ['(-1000000000000000)::decimal(38, 1)', '-1000000000000000.0'],
    ['999999999999999.5::decimal(38, 1)', '999999999999999.5'],
    ['(-9007199254740993)::decimal(38, 0)', -9007199254740993n],
    ["'0.0000000000000000000012345'::decimal(38, 37)", 1.2345e-21],
    [`timestamp '1600-01-01 00:00:00.000999'`, new Date('1600-01-01T00:00:00Z')],
    [`timestamp '1600-01-01 00:00:00.001'`, new Date('1600-01-01T00:00:00.001Z')],
    [`timestamp '1969-12-31 23:59:59.999'`, new Date('1969-12-31T23:59:59.999Z')],
    [`timestamp '275760-09-13 00:00:00'`, new Date(8.64e15)],
    [`timestamp '275760-09-13 00:00:00.001'`, '275760-09-13 00:00:00.001'],
    [`timestamp '271822-04-20 (BC) 00:00:00'`, new Date(-8.64e15)],
    [`timestamp '271822-04-19 (BC) 23:59:59'`, '271822-04-19 (BC) 23:59:59'],
    [`'290000-01-01'::timestamp_s`, '290000-01-01 00:00:00'],
    [`'290000-01-01'::timestamp_ms`, '290000-01-01 00:00:00'],
    [`'1969-12-31 23:59:59'::timestamp_s`, new Date('1969-12-31T23:59:59Z')],
    [`'1677-09-22 00:00:00.000000001'::timestamp_ns`, new Date('1677-09-22T00:00:00Z')],
    [`'infinity'::timestamp_ms`, 'infinity'],
    [`'-infinity'::timestamp_ns`, '-infinity'],
    [`'06:09:51.123456789'::time_ns`, '06:09:51.123456789'],
    [`'06:09:51+02'::timetz`, '06:09:51+02'],
    ['[null::bigint, 1]', [null, 1]],
    ['{a: null::bigint, b: null::date, c: 1.50::decimal(16, 2)}', { a: null, b: null, c: '1.50' }],
    [`map {date '2020-01-01': null::bigint}`, [{ key: '2020-01-01', value: null }]],
    ['null::union(a date, b bigint)', null],
    ['(9007199254740993::bigint)::union(a date, b bigint)', 9007199254740993n],
    ['(9007199254740993::bigint)::variant', 9007199254740993n],
    ['null::variant', null],
    [`'2020-01-01'::date::variant`, '2020-01-01'],
  ])('%s', async (expression, expected) => {
    expect(await value(expression)).toStrictEqual(expected)
  })

  it('decimal text is what DuckDB prints', async () => {
    const numbers = ['0', '-0.01', '123456789012345678901234567.89', '-99999999999999999.90']
    for (const number of numbers)
      expect(await value(`'${number}'::decimal(30, 2)`)).toBe(await value(`'${number}'::decimal(30, 2)::varchar`))
  })

  it('a timestamp that is text is what DuckDB prints', async () => {
    for (const moment of [`timestamp '290000-01-01 01:02:03.000004'`, `timestamp '271823-01-01 (BC) 01:02:03'`])
      expect(await value(moment)).toBe(await value(`(${moment})::varchar`))
  })

  it('a day that was printed before is printed again', async () => {
    const { rows } = await session.query(
      "select d from (values (0, date '2020-01-01'), (1, '2020-01-02'), (2, '2020-01-01'), (3, null)) as t(i, d) order by i",
    )
    expect(rows.map((row) => row['d'])).toEqual(['2020-01-01', '2020-01-02', '2020-01-01', null])
  })

  it('columns have their names and types, JSON as such', async () => {
    const { columns } = await session.query(`select 1.5::decimal(10, 2) as a, '{}'::json as b, [1] as "C"`)
    expect(columns).toEqual([
      { name: 'a', type: 'DECIMAL(10,2)' },
      { name: 'b', type: 'JSON' },
      { name: 'C', type: 'INTEGER[]' },
    ])
  })

  it('every row of a column is decoded, nulls too', async () => {
    const { rows } = await session.query(
      `select case when i % 3 > 0 then i end::decimal(10, 2) as n, 'title number ' || i as t from range(5000) as r(i)`,
    )
    expect(rows).toHaveLength(5000)
    expect(rows[4998]).toEqual({ n: null, t: 'title number 4998' })
    expect(rows[4999]).toEqual({ n: 4999, t: 'title number 4999' })
  })
})

describe('what cannot be an object', () => {
  it('is a row with two columns of one name', async () => {
    await expect(session.query('select 1 as id, 2 as name, 3 as id, 4 as id')).rejects.toMatchObject({
      code: 'E_DUPLICATE_COLUMN',
      message: 'the query returns several columns of one name: "id"',
    })
    await expect(session.query('select 1 as id, 2 as a, 3 as id, 4 as a')).rejects.toMatchObject({
      message: 'the query returns several columns of one name: "id", "a"',
    })
  })

  it('is a struct with two fields of one name', async () => {
    await expect(value('struct_pack(a := 1)::struct(a integer, b integer)')).resolves.toEqual({ a: 1, b: null })
    await expect(value('row(1, 2)')).rejects.toMatchObject({ code: 'E_DUPLICATE_COLUMN' })
  })

  it('is a struct without field names', async () => {
    await expect(value('[row(1, 2)]')).rejects.toMatchObject({ code: 'E_DUPLICATE_COLUMN' })
    await expect(value('{"__proto__": 1}')).rejects.toMatchObject({ code: 'E_DUPLICATE_COLUMN' })
  })

  it('a column of the name __proto__ is a column', async () => {
    const { rows } = await session.query('select 1 as "__proto__", 2 as b')
    expect(Object.entries(rows[0]!)).toEqual([
      ['__proto__', 1],
      ['b', 2],
    ])
    const [one, two] = ['__proto__', 'b'].map((name) => Object.getOwnPropertyDescriptor(rows[0]!, name))
    expect(one, 'a field like any other').toEqual({ ...two, value: 1 })
  })

  it('JSON with NaN is reported without its value', async () => {
    await expect(value(`'{"secret": NaN}'::json`)).rejects.toMatchObject({
      code: 'E_DATA_FORMAT',
      message: expect.not.stringContaining('secret'),
    })
  })
})

describe('binds', () => {
  it.each<[bound: unknown, type: string, back: unknown]>([
    [true, 'BOOLEAN', true],
    [42, 'INTEGER', 42],
    [-2147483649, 'BIGINT', -2147483649],
    [9007199254740991, 'BIGINT', 9007199254740991],
    [1e20, 'DOUBLE', 1e20],
    [1.5, 'DOUBLE', 1.5],
    [Number.NaN, 'DOUBLE', Number.NaN],
    [Number.NEGATIVE_INFINITY, 'DOUBLE', Number.NEGATIVE_INFINITY],
    [-0, 'DOUBLE', -0],
    [5n, 'BIGINT', 5],
    [2n ** 63n - 1n, 'BIGINT', 2n ** 63n - 1n],
    [2n ** 63n, 'HUGEINT', 2n ** 63n],
    [-(2n ** 127n), 'HUGEINT', -(2n ** 127n)],
    [`it's "x"; drop table t --`, 'VARCHAR', `it's "x"; drop table t --`],
    ['', 'VARCHAR', ''],
    [new Date('2015-03-31T06:09:51.123Z'), 'TIMESTAMP', new Date('2015-03-31T06:09:51.123Z')],
    [new Date('1900-01-01Z'), 'TIMESTAMP', new Date('1900-01-01Z')],
    [new Uint8Array([0, 1, 255]), 'BLOB', new Uint8Array([0, 1, 255])],
    [Buffer.from('abc'), 'BLOB', new Uint8Array([97, 98, 99])],
    [[1, null, 3], 'INTEGER[]', [1, null, 3]],
    [[1, 2.5], 'DOUBLE[]', [1, 2.5]],
    [[1, 2n ** 40n], 'BIGINT[]', [1, 2 ** 40]],
    [['a', 'b'], 'VARCHAR[]', ['a', 'b']],
    [[[], [1], [2.5]], 'DOUBLE[][]', [[], [1], [2.5]]],
    [{ a: 1, b: ['x'] }, 'STRUCT(a INTEGER, b VARCHAR[])', { a: 1, b: ['x'] }],
    [2147483647, 'INTEGER', 2147483647],
    [2147483648, 'BIGINT', 2147483648],
    [-2147483648, 'INTEGER', -2147483648],
    [0, 'INTEGER', 0],
    [2 ** 53, 'DOUBLE', 2 ** 53],
    [-(2n ** 63n), 'BIGINT', -(2n ** 63n)],
    [-(2n ** 63n) - 1n, 'HUGEINT', -(2n ** 63n) - 1n],
    [2n ** 127n - 1n, 'HUGEINT', 2n ** 127n - 1n],
    [[true, null], 'BOOLEAN[]', [true, null]],
    [[null, 2.5, 1], 'DOUBLE[]', [null, 2.5, 1]],
    [[2 ** 40, 1], 'BIGINT[]', [2 ** 40, 1]],
    [[2n ** 100n, 1, 2 ** 40], 'HUGEINT[]', [2n ** 100n, 1, 2 ** 40]],
    [[1n, 0.5], 'DOUBLE[]', [1, 0.5]],
    [[[null], [1], [2 ** 40]], 'BIGINT[][]', [[null], [1], [2 ** 40]]],
    [[[1], null, []], 'INTEGER[][]', [[1], null, []]],
    [[[['a']], [[]]], 'VARCHAR[][][]', [[['a']], [[]]]],
    [[new Date(0), null], 'TIMESTAMP[]', [new Date(0), null]],
    [[new Uint8Array([7])], 'BLOB[]', [new Uint8Array([7])]],
    [[{ a: 1 }, { a: 2 }], 'STRUCT(a INTEGER)[]', [{ a: 1 }, { a: 2 }]],
    [
      { a: new Date(0), b: { c: [1, 0.5] }, d: 2n ** 70n },
      'STRUCT(a TIMESTAMP, b STRUCT(c DOUBLE[]), d HUGEINT)',
      { a: new Date(0), b: { c: [1, 0.5] }, d: 2n ** 70n },
    ],
    [Object.assign(Object.create(null), { a: 'x' }), 'STRUCT(a VARCHAR)', { a: 'x' }],
  ])('%s is %s', async (bound, type, back) => {
    expect(await value('typeof($1)', bound)).toBe(type)
    expect(await value('$1', bound)).toStrictEqual(back)
  })

  it('null, an empty list, and lists of null', async () => {
    expect(await value('$1', null)).toBeNull()
    expect(await value('$1::varchar[]', [])).toEqual([])
    expect(await value('$1::varchar[]', [null])).toEqual([null])
  })

  it('values have the types of the columns they are inserted into', async () => {
    await session.query('create temp table t (n decimal(4, 2), d date, s varchar, b bigint, j json, l varchar[])')
    const inserted = [1.25, '2020-02-29', 'x', 7, { a: [1] }, []]
    await session.query('insert into t values ($1, $2, $3, $4, $5, $6)', inserted)
    const { rows } = await session.query('from t')
    expect(rows).toEqual([{ n: 1.25, d: '2020-02-29', s: 'x', b: 7, j: { a: [1] }, l: [] }])
  })

  it.each<[bound: unknown, message: string]>([
    [undefined, 'DuckDB cannot take undefined as a value'],
    [new Date(Number.NaN), 'DuckDB cannot take an invalid Date as a value'],
    ['\ud800x', 'DuckDB cannot take a string with half a surrogate pair as a value'],
    [{ a: ['x\udc00'] }, 'DuckDB cannot take a string with half a surrogate pair as a value'],
    [new Map(), 'DuckDB cannot take a Map as a value'],
    [() => 1, 'DuckDB cannot take a function as a value'],
    [2n ** 127n, 'DuckDB cannot take a bigint of more than 128 bits as a value'],
    [-(2n ** 127n) - 1n, 'DuckDB cannot take a bigint of more than 128 bits as a value'],
    [Symbol('x'), 'DuckDB cannot take a symbol as a value'],
    [Object.create(Object.create(null)), 'DuckDB cannot take a class instance as a value'],
    [[new Map()], 'DuckDB cannot take a Map as a value'],
    [{ a: undefined }, 'DuckDB cannot take undefined as a value'],
    [[2n ** 53n + 1n, 0.5], 'DuckDB cannot take an array of a double and a bigint that no double equals as a value'],
    [[true, 1], 'DuckDB cannot take an array of both BOOLEAN and INTEGER as a value'],
    [[1, true], 'DuckDB cannot take an array of both INTEGER and BOOLEAN as a value'],
    [[[1], 'a'], 'DuckDB cannot take an array of both INTEGER[] and VARCHAR as a value'],
    [[1, [1]], 'DuckDB cannot take an array of both INTEGER and INTEGER[] as a value'],
    [[[1], ['a']], 'DuckDB cannot take an array of both INTEGER and VARCHAR as a value'],
    [[1, 'a'], 'DuckDB cannot take an array of both INTEGER and VARCHAR as a value'],
  ])('%s is refused', async (bound, message) => {
    await expect(value('$1', bound)).rejects.toMatchObject({ code: 'E_LITERAL', message })
  })
})

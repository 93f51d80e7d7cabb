import { Kysely, sql } from 'kysely'
import { afterAll, describe, expect, it } from 'vitest'
import { DuckDbDialect } from '../../src/dialects/duckdb/dialect/duckdb-dialect.js'
import { plainTypeOf as duckDbType } from '../../src/dialects/duckdb/values/plain-type-of.js'
import { plainTypeOf as snowflakeType } from '../../src/dialects/snowflake/values/plain-type-of.js'

const db = new Kysely<any>({ dialect: new DuckDbDialect() })
afterAll(() => db.destroy())

/** Whether or not a value is one of a type's, by the type alone. */
const IS: { readonly [type: string]: (value: unknown) => boolean } = {
  number: (value) => typeof value === 'number',
  bigint: (value) => typeof value === 'bigint',
  string: (value) => typeof value === 'string',
  boolean: (value) => typeof value === 'boolean',
  Date: (value) => value instanceof Date,
  DateString: (value) => /^\d+-\d\d-\d\d$/.test(String(value)) && typeof value === 'string',
  DecimalString: (value) => typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value),
  Uint8Array: (value) => value instanceof Uint8Array,
  Json: (value) => value === null || ['object', 'string', 'number', 'boolean'].includes(typeof value),
}

function fits(type: string, value: unknown): boolean {
  const element = /^\(?(.+?)\)?\[\]$/.exec(type)?.[1]
  if (element !== undefined) return Array.isArray(value) && value.every((one) => fits(element, one))
  return type.split(' | ').some((one) => IS[one]!(value))
}

describe('what a column is in TypeScript over plain Kysely', () => {
  it.each([
    ['1::tinyint', 'number'],
    ['1::uinteger', 'number'],
    ['1.5::float', 'number'],
    ['1::bigint', 'number | bigint'],
    ['9007199254740993::bigint', 'number | bigint'],
    ['1::uhugeint', 'number | bigint'],
    ['12.5::decimal(15, 2)', 'number'],
    ['12::decimal(12, 0)', 'number'],
    ['12.5::decimal(16, 2)', 'DecimalString'],
    ['12::decimal(20, 0)', 'DecimalString'],
    ['12::decimal(38, 0)', 'number | bigint'],
    ['12.5::decimal(38, 2)', 'number | DecimalString'],
    ["'1234567890123456789.5'::decimal(38, 2)", 'number | DecimalString'],
    ["'a'::varchar", 'string'],
    ["'a'::enum('a', 'b [1]')", 'string'],
    ['uuid()', 'string'],
    ["'12:30'::time", 'string'],
    ["'12:30:00+01'::timetz", 'string'],
    ["interval '1 day'", 'string'],
    ["'101'::bit", 'string'],
    ['true', 'boolean'],
    ["'2026-01-02'::date", 'DateString'],
    ["'2026-01-02'::timestamp", 'Date'],
    ["'2026-01-02'::timestamp_s", 'Date'],
    ["'2026-01-02'::timestamp_ms", 'Date'],
    ["'2026-01-02'::timestamp_ns", 'Date'],
    ["'2026-01-02'::timestamptz", 'Date'],
    ["'a'::blob", 'Uint8Array'],
    [`'{"a": 1}'::json`, 'Json'],
    ['[1, 2]::bigint[]', '(number | bigint)[]'],
    ["['a']::varchar[1]", 'string[]'],
    ['[[1], [2]]::integer[][]', 'number[][]'],
    ["'12:30'::time_ns", 'string'],
    ["['a']::enum('a', 'b')[]", 'string[]'],
    ["array_value('1','2','3','4','5','6','7','8','9','10')", 'string[]'],
    ["['12:30'::time]", 'string[]'],
    ['[12.5::decimal(16, 2)]', 'DecimalString[]'],
    ['[12.5::decimal(38, 2)]', '(number | DecimalString)[]'],
    ['1::utinyint', 'number'],
    ['1::smallint', 'number'],
    ['1::usmallint', 'number'],
    ['1::integer', 'number'],
    ['1.5::double', 'number'],
    ['1::ubigint', 'number | bigint'],
    ['1::hugeint', 'number | bigint'],
    ['1::bignum', 'number | bigint'],
    ['12.5::decimal(37, 2)', 'DecimalString'],
    ['{a: 1}', 'unknown'],
    ["{a: 'a'::enum('a')}", 'unknown'],
    ['{a: 1.5::decimal(15, 2)}', 'unknown'],
    ['{a: [1]}', 'unknown'],
    ['[{a: 1}]', 'unknown[]'],
    ['map {1: 2}', 'unknown'],
  ])('%s of DuckDB is %s, and so it arrives', async (value, type) => {
    const { rows } = await sql<{ name: string; value: unknown }>`
      select typeof(v) as name, v as value from (select ${sql.raw(value)} as v)`.execute(db)
    const [row] = rows
    expect(duckDbType(row!.name)).toBe(type)
    if (!type.startsWith('unknown')) expect(row!.value).toSatisfy((found) => fits(type, found))
  })

  it.each([
    ['NUMBER(9,0)', 'number'],
    ['NUMBER(15, 0)', 'number'],
    ['NUMBER(16,0)', 'number | bigint'],
    ['number(9,0)', 'number'],
    ['NUMBER(38,0)', 'number | bigint'],
    ['NUMBER(15,2)', 'number'],
    ['NUMBER(16,2)', 'DecimalString'],
    ['NUMBER(38,2)', 'number | DecimalString'],
    ['NUMBER(37,2)', 'DecimalString'],
    ['NUMBER', 'string'],
    ['MAP(NUMBER(9,0), NUMBER(9,0))', 'Json'],
    ['FLOAT', 'number'],
    ['DOUBLE', 'number'],
    ['REAL', 'number'],
    ['float', 'number'],
    ['FLOATS', 'string'],
    ['A FLOAT', 'string'],
    ['BOOLEANS', 'string'],
    ['A BOOLEAN', 'string'],
    ['DATES', 'string'],
    ['A DATE', 'string'],
    ['TIMESTAMP_LTZ', 'Date'],
    ['TIMESTAMP_TZ', 'Date'],
    ['TIMESTAMP_TZS', 'string'],
    ['A TIMESTAMP_TZ', 'string'],
    ['VARBINARY', 'Uint8Array'],
    ['BINARY(8)', 'Uint8Array'],
    ['BINARYS', 'string'],
    ['A BINARY', 'string'],
    ['MAP(VARCHAR, VARCHAR)', 'Json'],
    ['MAPS', 'string'],
    ['A MAP', 'string'],
    ['ARRAY(VARCHAR)', 'Json[]'],
    ['ARRAYS', 'string'],
    ['AN ARRAY', 'string'],
    ['VECTORS', 'string'],
    ['A VECTOR', 'string'],
    ['DECFLOAT', 'string'],
    ['BOOLEAN', 'boolean'],
    ['VARCHAR(20)', 'string'],
    ['DATE', 'DateString'],
    ['TIME', 'string'],
    ['TIMESTAMP_NTZ', 'Date'],
    ['TIMESTAMP_TZ(3)', 'Date'],
    ['BINARY', 'Uint8Array'],
    ['VARIANT', 'Json'],
    ['OBJECT', 'Json'],
    ['ARRAY', 'Json[]'],
    ['VECTOR(FLOAT, 3)', 'number[]'],
    ['GEOGRAPHY', 'string'],
  ])('%s of Snowflake is %s', (name, type) => {
    expect(snowflakeType(name)).toBe(type)
  })

  it.each(['MY_INTEGER', 'INTEGERS', 'MY_BIGINT', 'BIGINTS', 'MY_VARCHAR', 'VARCHARS', 'MY_TIMESTAMP', 'TIMESTAMPS'])(
    'an unknown type of DuckDB, %s, has no plain type',
    (name) => expect(duckDbType(name)).toBe('unknown'),
  )
})

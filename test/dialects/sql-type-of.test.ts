import { describe, expect, it } from 'vitest'
import type { SqlType } from '../../src/core/columns/index.js'
import { duckDbTypeName } from '../../src/dialects/duckdb/values/duckdb-types.js'
import { sqlTypeOf as duckDbTypeOf } from '../../src/dialects/duckdb/values/sql-type-of.js'
import { isDuckDbTypeCompatible } from '../../src/dialects/duckdb/values/type-compatibility.js'
import { sqlTypeOf as snowflakeTypeOf } from '../../src/dialects/snowflake/values/sql-type-of.js'
import { isSnowflakeTypeCompatible } from '../../src/dialects/snowflake/values/type-compatibility.js'

const name = (text: string): string => text.toUpperCase().replace(', ', ',')

describe('the types of DuckDB', () => {
  const known = [
    ...['TINYINT', 'INTEGER', 'UINTEGER', 'BIGINT', 'HUGEINT', 'FLOAT', 'DOUBLE', 'BOOLEAN', 'VARCHAR', 'DATE'],
    ...['TIMESTAMP', 'BLOB', 'JSON', 'DECIMAL(18,3)', 'VARCHAR[]', 'INTEGER[][]', 'DECIMAL(4,1)[]'],
  ]

  it.each(known)('%s is declared as what it is compatible with', (type) => {
    const declared = duckDbTypeOf(type)!
    expect(isDuckDbTypeCompatible({ name: 'a', type }, declared)).toBe(true)
    expect(duckDbTypeOf(name(duckDbTypeName(declared)))).toEqual(declared)
  })

  it.each([
    'TIME',
    'UUID',
    'TIMESTAMP WITH TIME ZONE',
    "ENUM('a', 'b')",
    'STRUCT(a INTEGER)',
    'INTEGER[3]',
    'TINYINT[]',
  ])('%s has no column', (type) => expect(duckDbTypeOf(type)).toBeUndefined())
})

describe('the types of Snowflake', () => {
  const known: readonly (readonly [string, SqlType])[] = [
    ['NUMBER(38,0)', { name: 'bigint' }],
    ['NUMBER(9,0)', { name: 'integer' }],
    ['NUMBER(10,0)', { name: 'bigint' }],
    ['NUMBER(10,2)', { name: 'decimal', precision: 10, scale: 2 }],
    ['FLOAT', { name: 'double' }],
    ['BOOLEAN', { name: 'boolean' }],
    ['VARCHAR', { name: 'varchar' }],
    ['VARCHAR(16777216)', { name: 'varchar' }],
    ['DATE', { name: 'date' }],
    ['TIMESTAMP_NTZ', { name: 'timestamp' }],
    ['TIMESTAMP_NTZ(9)', { name: 'timestamp' }],
    ['BINARY', { name: 'binary' }],
    ['VARIANT', { name: 'json' }],
    ['OBJECT', { name: 'json' }],
    ['ARRAY', { name: 'array', element: { name: 'json' } }],
  ]

  it.each(known)('%s is declared as what it is compatible with', (type, declared) => {
    expect(snowflakeTypeOf(type)).toEqual(declared)
    expect(isSnowflakeTypeCompatible({ name: 'a', type }, declared)).toBe(true)
  })

  it.each(['TIME', 'TIMESTAMP_TZ', 'TIMESTAMP_LTZ(9)', 'GEOGRAPHY', 'VECTOR(FLOAT, 3)', 'MAP(VARCHAR, NUMBER)'])(
    '%s has no column',
    (type) => expect(snowflakeTypeOf(type)).toBeUndefined(),
  )
})

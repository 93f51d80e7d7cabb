import { afterAll, describe, expect, it } from 'vitest'
import type { SqlType } from '../../src/core/columns/index.js'
import type { ExistingColumn } from '../../src/core/relations/relation.js'
import { DuckDbDatabase } from '../../src/dialects/duckdb/connect/duckdb-database.js'
import { duckDbTypeName } from '../../src/dialects/duckdb/values/duckdb-types.js'
import { sqlTypeOf as duckDbTypeOf } from '../../src/dialects/duckdb/values/sql-type-of.js'
import { isDuckDbTypeCompatible } from '../../src/dialects/duckdb/values/type-compatibility.js'
import { snowflakeTypeName } from '../../src/dialects/snowflake/values/snowflake-types.js'
import { sqlTypeOf as snowflakeTypeOf } from '../../src/dialects/snowflake/values/sql-type-of.js'
import { isSnowflakeTypeCompatible } from '../../src/dialects/snowflake/values/type-compatibility.js'

const database = new DuckDbDatabase()
afterAll(() => database.close())

/** The name of a type as DuckDB prints it. */
async function printed(typeName: string): Promise<string> {
  const session = await database.connect()
  const { rows } = await session.query<{ type: string }>(`select typeof(null::${typeName}) as type`)
  return rows[0]!.type
}

const decimal = (precision: number, scale: number): SqlType => ({ name: 'decimal', precision, scale })
const array = (element: SqlType): SqlType => ({ name: 'array', element })
const SIMPLE = ['integer', 'bigint', 'double', 'boolean', 'varchar', 'date', 'timestamp', 'binary', 'json'] as const
const [INTEGER, BIGINT, DOUBLE, BOOLEAN, VARCHAR, DATE, TIMESTAMP, BINARY, JSON_] = SIMPLE.map(
  (name): SqlType => ({ name }),
) as [SqlType, SqlType, SqlType, SqlType, SqlType, SqlType, SqlType, SqlType, SqlType]

/** Declared types, of which a column that is there holds some. */
const DECLARED: readonly SqlType[] = [
  ...[INTEGER, BIGINT, DOUBLE, BOOLEAN, VARCHAR, DATE, TIMESTAMP, BINARY, JSON_],
  ...[decimal(10, 2), decimal(10, 0), decimal(12, 2), decimal(12, 0)],
  ...[array(JSON_), array(VARCHAR), array(INTEGER), array(array(INTEGER)), array(decimal(10, 2))],
]

/** A type as an engine prints it, and what it holds; first what it is declared as. */
type Known = readonly [found: string, held: readonly SqlType[]]

function holders(type: string, isCompatible: (column: ExistingColumn, type: SqlType) => boolean): readonly SqlType[] {
  return DECLARED.filter((one) => isCompatible({ name: 'a', type }, one))
}

describe('the types of DuckDB', () => {
  const known: readonly Known[] = [
    ...['TINYINT', 'SMALLINT', 'INTEGER', 'UTINYINT', 'USMALLINT'].map((found): Known => [found, [INTEGER, BIGINT]]),
    ...['UINTEGER', 'BIGINT', 'UBIGINT', 'HUGEINT', 'UHUGEINT'].map((found): Known => [found, [BIGINT, INTEGER]]),
    ['FLOAT', [DOUBLE]],
    ['DOUBLE', [DOUBLE]],
    ['BOOLEAN', [BOOLEAN]],
    ['VARCHAR', [VARCHAR]],
    ['DATE', [DATE]],
    ['TIMESTAMP', [TIMESTAMP]],
    ['BLOB', [BINARY]],
    ['JSON', [JSON_]],
    ['DECIMAL(10,2)', [decimal(10, 2)]],
    ['DECIMAL(10,0)', [decimal(10, 0), INTEGER, BIGINT]],
    ['DECIMAL(12,2)', [decimal(12, 2)]],
    ['JSON[]', [array(JSON_)]],
    ['VARCHAR[]', [array(VARCHAR)]],
    ['INTEGER[]', [array(INTEGER)]],
    ['INTEGER[][]', [array(array(INTEGER))]],
    ['DECIMAL(10,2)[]', [array(decimal(10, 2))]],
  ]

  it.each(known)('%s is declared as the first of %j, and holds these types only', (found, held) => {
    expect(duckDbTypeOf(found)).toEqual(held[0])
    expect(new Set(holders(found, isDuckDbTypeCompatible))).toEqual(new Set(held))
  })

  it.each(DECLARED)('%j is made as what it is read as', async (type) => {
    expect(duckDbTypeOf(await printed(duckDbTypeName(type)))).toEqual(type)
  })

  it.each([
    ...['TIME', 'UUID', 'TIMESTAMP WITH TIME ZONE', "ENUM('a', 'b')", 'STRUCT(a INTEGER)', 'INTEGER[3]', 'TINYINT[]'],
    ...['BIGNUM', 'TIMESTAMP_NS', 'STRUCT(a DECIMAL(10,2))', 'MAP(INTEGER, DECIMAL(10,2))', 'constructor', '[]'],
    ...["ENUM('a')[]", 'STRUCT(a INTEGER[])', 'DECIMAL(10,2)[3]'],
  ])('%s has no column, and holds none', (found) => {
    expect(duckDbTypeOf(found)).toBeUndefined()
    expect(holders(found, isDuckDbTypeCompatible)).toEqual([])
  })
})

describe('the types of Snowflake', () => {
  const known: readonly Known[] = [
    ['NUMBER(38,0)', [BIGINT, INTEGER]],
    ['NUMBER(9,0)', [INTEGER, BIGINT]],
    ['NUMBER(9, 0)', [INTEGER, BIGINT]],
    ['number(9,0)', [INTEGER, BIGINT]],
    ['NUMBER(10,0)', [BIGINT, INTEGER, decimal(10, 0)]],
    ['NUMBER(10,2)', [decimal(10, 2)]],
    ['DECIMAL(12,2)', [decimal(12, 2)]],
    ['NUMERIC(12,0)', [BIGINT, INTEGER, decimal(12, 0)]],
    ...['FLOAT', 'DOUBLE', 'DOUBLE PRECISION', 'REAL', 'float'].map((found): Known => [found, [DOUBLE]]),
    ['BOOLEAN', [BOOLEAN]],
    ...['VARCHAR', 'VARCHAR(16777216)', 'TEXT', 'STRING', 'CHAR(3)'].map((found): Known => [found, [VARCHAR]]),
    ['DATE', [DATE]],
    ['TIMESTAMP_NTZ', [TIMESTAMP]],
    ['TIMESTAMP_NTZ(9)', [TIMESTAMP]],
    ...['BINARY', 'BINARY(8388608)', 'VARBINARY'].map((found): Known => [found, [BINARY]]),
    ['VARIANT', [JSON_]],
    ['OBJECT', [JSON_]],
  ]

  it.each(known)('%s is declared as the first of %j, and holds these types only', (found, held) => {
    expect(snowflakeTypeOf(found)).toEqual(held[0])
    expect(new Set(holders(found, isSnowflakeTypeCompatible))).toEqual(new Set(held))
  })

  it('ARRAY holds arrays of everything', () => {
    expect(snowflakeTypeOf('ARRAY')).toEqual(array(JSON_))
    expect(holders('ARRAY', isSnowflakeTypeCompatible)).toEqual(DECLARED.filter(({ name }) => name === 'array'))
  })

  it.each([
    ...['TIME', 'TIMESTAMP_TZ', 'TIMESTAMP_LTZ(9)', 'GEOGRAPHY', 'VECTOR(FLOAT, 3)', 'MAP(VARCHAR, NUMBER)'],
    ...['DECFLOAT', 'DATETIME', 'UPDATE', 'BOOLEANS', 'NOT BOOLEAN', 'FLOATING', 'VARCHARS', 'MAP(VARCHAR, TEXT)'],
    ...['VECTOR(NUMBER(9,0))', 'NUMBER(9,0) ARRAYS', 'MAP(NUMBER(9,0), NUMBER(9,0))', 'ARRAYS', 'AN ARRAY', 'NUMBER'],
    ...['BINARYS', 'A BINARY', 'VARIANTS', 'MAP(VARCHAR, VARIANT)', 'TIMESTAMP_NTZS', 'MAP(VARCHAR, TIMESTAMP_NTZ)'],
  ])('%s has no column, and holds none', (found) => {
    expect(snowflakeTypeOf(found)).toBeUndefined()
    expect(holders(found, isSnowflakeTypeCompatible)).toEqual([])
  })

  it.each([
    [INTEGER, 'integer'],
    [BIGINT, 'bigint'],
    [DOUBLE, 'double'],
    [BOOLEAN, 'boolean'],
    [VARCHAR, 'varchar'],
    [DATE, 'date'],
    [TIMESTAMP, 'timestamp_ntz'],
    [BINARY, 'binary'],
    [JSON_, 'variant'],
    [decimal(10, 2), 'number(10, 2)'],
    [array(VARCHAR), 'array'],
  ])('%j is made as %s', (type, name) => {
    expect(snowflakeTypeName(type)).toBe(name)
  })
})

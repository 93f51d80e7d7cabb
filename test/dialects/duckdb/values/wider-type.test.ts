import { DuckDBInstance } from '@duckdb/node-api'
import { expect, it } from 'vitest'
import { widerType } from '../../../../src/dialects/duckdb/values/wider-type.js'

it.each<readonly [one: string, other: string, wider: string | undefined]>([
  ['INTEGER', 'INTEGER', 'INTEGER'],
  ['INTEGER', 'BIGINT', 'BIGINT'],
  ['TINYINT', 'HUGEINT', 'HUGEINT'],
  ['UINTEGER', 'UBIGINT', 'UBIGINT'],
  ['UINTEGER', 'INTEGER', 'BIGINT'],
  ['UTINYINT', 'BIGINT', 'BIGINT'],
  ['UBIGINT', 'INTEGER', 'HUGEINT'],
  ['UHUGEINT', 'TINYINT', undefined],
  ['DECIMAL(10,2)', 'DECIMAL(12,2)', 'DECIMAL(12,2)'],
  ['DECIMAL(10,2)', 'DECIMAL(8,4)', 'DECIMAL(12,4)'],
  ['DECIMAL(38,2)', 'DECIMAL(38,4)', undefined],
  ['DECIMAL(10,2)', 'INTEGER', 'DECIMAL(12,2)'],
  ['DECIMAL(18,2)', 'BIGINT', 'DECIMAL(21,2)'],
  ['DECIMAL(18,2)', 'UBIGINT', 'DECIMAL(22,2)'],
  ['DECIMAL(18,2)', 'HUGEINT', undefined],
  ['FLOAT', 'DOUBLE', 'DOUBLE'],
  ['SMALLINT', 'FLOAT', 'FLOAT'],
  ['INTEGER', 'FLOAT', 'DOUBLE'],
  ['INTEGER', 'DOUBLE', 'DOUBLE'],
  ['USMALLINT', 'FLOAT', 'DOUBLE'],
  ['UINTEGER', 'DOUBLE', undefined],
  ['BIGINT', 'DOUBLE', undefined],
  ['DECIMAL(4,2)', 'DOUBLE', undefined],
  ['VARCHAR', 'INTEGER', undefined],
  ['DATE', 'TIMESTAMP', undefined],
  ['TIMESTAMP', 'TIMESTAMP WITH TIME ZONE', undefined],
  ['BOOLEAN', 'TINYINT', undefined],
  ['INTEGER[]', 'BIGINT[]', 'BIGINT[]'],
  ['INTEGER[][]', 'BIGINT[][]', 'BIGINT[][]'],
  ['INTEGER[3]', 'BIGINT[3]', 'BIGINT[3]'],
  ['INTEGER[3]', 'BIGINT[2]', undefined],
  ['INTEGER[3]', 'BIGINT[]', undefined],
  ['VARCHAR[]', 'INTEGER[]', undefined],
  ['STRUCT(a INTEGER, b VARCHAR)', 'STRUCT(a BIGINT, b VARCHAR)', 'STRUCT(a BIGINT, b VARCHAR)'],
  ['STRUCT(a INTEGER, b DECIMAL(4,2))', 'STRUCT(a INTEGER, b DECIMAL(6,2))', 'STRUCT(a INTEGER, b DECIMAL(6,2))'],
  ['STRUCT("a, b" INTEGER, c DATE)', 'STRUCT("a, b" BIGINT, c DATE)', 'STRUCT("a, b" BIGINT, c DATE)'],
  ['STRUCT(a STRUCT(b TINYINT)[])', 'STRUCT(a STRUCT(b INTEGER)[])', 'STRUCT(a STRUCT(b INTEGER)[])'],
  ['STRUCT(a INTEGER)', 'STRUCT(b BIGINT)', undefined],
  ['STRUCT(a INTEGER, b INTEGER)', 'STRUCT(b INTEGER, a INTEGER)', undefined],
  ['STRUCT(a INTEGER)', 'STRUCT(a INTEGER, b INTEGER)', undefined],
  ['STRUCT(a INTEGER)', 'STRUCT(a VARCHAR)', undefined],
  ['MAP(VARCHAR, INTEGER)', 'MAP(VARCHAR, BIGINT)', 'MAP(VARCHAR, BIGINT)'],
  ['MAP(INTEGER, INTEGER)', 'MAP(BIGINT, INTEGER)', undefined],
])('of %s and %s is %s', (one, other, wider) => {
  expect([widerType(one, other), widerType(other, one)]).toEqual([wider, wider])
})

it('every value of a narrower type is one of the wider type that DuckDB casts to and back', async () => {
  const extremes: { readonly [type: string]: readonly string[] } = {
    TINYINT: ['-128', '127'],
    UTINYINT: ['0', '255'],
    SMALLINT: ['-32768', '32767'],
    USMALLINT: ['0', '65535'],
    INTEGER: ['-2147483648', '2147483647'],
    UINTEGER: ['0', '4294967295'],
    BIGINT: ['-9223372036854775808', '9223372036854775807'],
    UBIGINT: ['0', '18446744073709551615'],
    'DECIMAL(4,2)': ['-99.99', '99.99'],
    'DECIMAL(18,6)': ['-999999999999.999999', '999999999999.999999'],
    FLOAT: ['0.1', '16777216'],
  }
  const connection = await (await DuckDBInstance.create()).connect()
  let compared = 0
  for (const [one, values] of Object.entries(extremes))
    for (const other of Object.keys(extremes)) {
      const wider = widerType(one, other)
      if (wider === undefined) continue
      for (const value of values) {
        const sql = `select ('${value}'::${one})::${wider}::${one} is not distinct from '${value}'::${one} as back, ('${value}'::${one})::${wider} = '${value}'::${one} as same`
        const [row] = (await connection.runAndReadAll(sql)).getRowObjects()
        expect({ one, other, wider, ...row }).toEqual({ one, other, wider, back: true, same: true })
        compared++
      }
    }
  expect(compared).toBeGreaterThan(120)
})

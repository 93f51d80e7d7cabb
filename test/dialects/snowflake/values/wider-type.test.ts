import { expect, it } from 'vitest'
import { widerType } from '../../../../src/dialects/snowflake/values/wider-type.js'

it.each<readonly [stored: string, other: string, wider: string | undefined]>([
  ['NUMBER(10,2)', 'NUMBER(10,2)', 'NUMBER(10,2)'],
  ['NUMBER(10,2)', 'decimal(12,2)', 'NUMBER(12,2)'],
  ['NUMBER(12,2)', 'decimal(10,2)', 'NUMBER(12,2)'],
  ['NUMBER(10,2)', 'decimal(12,4)', undefined],
  ['NUMBER(12,4)', 'decimal(12,2)', undefined],
  ['NUMBER(38,0)', 'integer', undefined],
  ['VARCHAR(4)', 'VARCHAR(8)', undefined],
  ['FLOAT', 'decimal(10,2)', undefined],
])('a column of %s that is to hold %s can become %s', (stored, other, wider) => {
  expect(widerType(stored, other)).toBe(wider)
})

import type { SqlType } from '../../../core/columns/index.js'
import type { ExistingColumn } from '../../../core/relations/relation.js'
import { numberType } from './number-type.js'
import { sqlTypeOf } from './sql-type-of.js'

/** Whether a column that Snowflake has holds what a declared type says. Lengths of text say nothing there. */
export function isSnowflakeTypeCompatible({ type: found }: ExistingColumn, type: SqlType): boolean {
  const number = numberType(found)
  if (type.name === 'integer' || type.name === 'bigint') return number?.scale === 0
  if (type.name === 'decimal') return number?.scale === type.scale && number.precision === type.precision
  return sqlTypeOf(found)?.name === type.name
}

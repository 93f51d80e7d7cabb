import type { SqlType } from '../../../core/columns/index.js'
import type { ExistingColumn } from '../../../core/relations/relation.js'
import { duckDbTypeName } from './duckdb-types.js'
import { sqlTypeOf } from './sql-type-of.js'

/**
 * Whether a column that DuckDB has holds what a declared type says. Whole numbers of any width hold each other's
 * TypeScript type; aggregates widen them.
 */
export function isDuckDbTypeCompatible({ type: found }: ExistingColumn, type: SqlType): boolean {
  const held = sqlTypeOf(found)
  if (!held) return false
  return (isWhole(type) && (isWhole(held) || isWholeDecimal(held))) || duckDbTypeName(held) === duckDbTypeName(type)
}

function isWhole({ name }: SqlType): boolean {
  return name === 'integer' || name === 'bigint'
}

function isWholeDecimal(type: SqlType): boolean {
  return type.name === 'decimal' && type.scale === 0
}

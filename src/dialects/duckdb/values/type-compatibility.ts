import type { SqlType } from '../../../core/columns/index.js'
import type { ExistingColumn } from '../../../core/relations/relation.js'
import { duckDbTypeName } from './duckdb-types.js'

/** Whole numbers of any width hold each other's TypeScript type; aggregates widen them. */
const WHOLE = /^(U?(TINYINT|SMALLINT|INTEGER|BIGINT|HUGEINT)|DECIMAL\(\d+,0\))$/

/** Whether or not a column that DuckDB has holds what a declared type says. */
export function isDuckDbTypeCompatible({ type: found }: ExistingColumn, type: SqlType): boolean {
  if (type.name === 'integer' || type.name === 'bigint') return WHOLE.test(found)
  if (type.name === 'double') return found === 'DOUBLE' || found === 'FLOAT'
  return found.replaceAll(' ', '').toUpperCase() === duckDbTypeName(type).replaceAll(' ', '').toUpperCase()
}

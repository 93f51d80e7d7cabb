import type { SqlType } from '../../core/columns/index.js'
import { CanonicalQueryCompiler } from '../../core/compile/canonical-query-compiler.js'
import { duckDbFunctions } from './duckdb-functions.js'
import { duckDbLiterals } from './duckdb-literals.js'
import { duckDbTypeName } from './duckdb-types.js'

/** Compiles queries to DuckDB's SQL: names in double quotes, binds as `$1`. */
export class DuckDbQueryCompiler extends CanonicalQueryCompiler {
  protected override readonly title = 'DuckDB'
  protected override readonly functions = duckDbFunctions
  protected override readonly literalStyle = duckDbLiterals

  protected override typeName(type: SqlType): string {
    return duckDbTypeName(type)
  }
}

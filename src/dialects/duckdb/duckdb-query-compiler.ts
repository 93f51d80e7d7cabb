import { BinaryOperationNode, type JSONReferenceNode, UnaryOperationNode } from 'kysely'
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

  /** DuckDB's arrow binds less tightly than comparisons, since it begins a lambda, too. */
  protected override visitJSONReference(node: JSONReferenceNode): void {
    const { parentNode } = this
    const isOperand = parentNode && (BinaryOperationNode.is(parentNode) || UnaryOperationNode.is(parentNode))
    if (isOperand) this.append('(')
    super.visitJSONReference(node)
    if (isOperand) this.append(')')
  }
}

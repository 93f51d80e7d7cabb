import {
  type AggregateFunctionNode,
  AliasNode,
  type FromNode,
  FunctionNode,
  type JoinNode,
  type OperationNode,
  RawNode,
} from 'kysely'
import type { SqlType } from '../../core/columns/index.js'
import { CanonicalQueryCompiler, type QueryCompilerOptions } from '../../core/compile/canonical-query-compiler.js'
import { KerrosError } from '../../core/errors/index.js'
import { canonicalName } from '../../core/functions/canonical-function.js'
import { filterAsArgument } from './filter-as-argument.js'
import { snowflakeFunctions } from './snowflake-functions.js'
import { foldIdentifier } from './snowflake-identifier.js'
import { snowflakeLiterals } from './snowflake-literals.js'
import { snowflakeTypeName } from './snowflake-types.js'

/** How names are written. */
export interface SnowflakeCompilerOptions extends QueryCompilerOptions {
  /**
   * `fold` (the default): upper case in quotes, which is what a name without quotes means; `exact`: as they are, for
   * objects whose names were quoted when they were made.
   */
  readonly identifiers?: 'fold' | 'exact'
}

const TABLE_FUNCTIONS: ReadonlySet<string> = new Set([canonicalName('flatten'), canonicalName('split_to_table')])

/** Compiles queries to Snowflake's SQL: names in upper case and double quotes, binds as `?`. */
export class SnowflakeQueryCompiler extends CanonicalQueryCompiler {
  protected override readonly title = 'Snowflake'
  protected override readonly functions = snowflakeFunctions
  protected override readonly literalStyle = snowflakeLiterals
  readonly #foldsNames: boolean

  constructor(options: SnowflakeCompilerOptions = { literals: 'bind' }) {
    super(options)
    this.#foldsNames = options.identifiers !== 'exact'
  }

  protected override typeName(type: SqlType): string {
    return snowflakeTypeName(type)
  }

  protected override getCurrentParameterPlaceholder(): string {
    return '?'
  }

  protected override sanitizeIdentifier(identifier: string): string {
    return super.sanitizeIdentifier(this.#foldsNames ? foldIdentifier(identifier) : identifier)
  }

  /** Snowflake has no FILTER. */
  protected override visitAggregateFunction(node: AggregateFunctionNode): void {
    super.visitAggregateFunction(filterAsArgument(node))
  }

  protected override visitFrom(node: FromNode): void {
    this.append('from ')
    node.froms.forEach((item, i) => {
      if (i > 0) this.append(', ')
      this.#fromItem(item, i === 0)
    })
  }

  protected override visitJoin(node: JoinNode): void {
    const { on, table } = node
    if (node.joinType === 'LateralCrossJoin') return this.#lateral(table)
    if (!isTableFunction(table) || !node.joinType.startsWith('Lateral')) return super.visitJoin(node)
    const isUnconditional = !on || (RawNode.is(on.on) && on.on.sqlFragments.join('') === 'true')
    if (node.joinType === 'LateralInnerJoin' && isUnconditional) return this.#lateral(table)
    throw new KerrosError(
      'E_UNSUPPORTED',
      'Snowflake joins a table function neither by a left join nor with a condition',
      {
        hint: 'Use crossJoinLateral and put the condition into where; for rows without a match, join the result in a CTE.',
      },
    )
  }

  /** Snowflake knows no CROSS JOIN LATERAL, and forbids ON with a lateral table function. */
  #lateral(table: OperationNode): void {
    this.append('inner join lateral ')
    this.visitNode(table)
  }

  /** Only TABLE(…) may come first; a function of a column of an earlier item needs LATERAL. */
  #fromItem(item: OperationNode, isFirst: boolean): void {
    if (!isTableFunction(item)) return this.visitNode(item)
    this.append(isFirst ? 'table(' : 'lateral ')
    this.visitNode(item.node)
    this.append(isFirst ? ') as ' : ' as ')
    this.visitNode(item.alias)
  }
}

function isTableFunction(item: OperationNode): item is AliasNode {
  return AliasNode.is(item) && FunctionNode.is(item.node) && TABLE_FUNCTIONS.has(item.node.func)
}

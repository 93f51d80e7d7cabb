import {
  ColumnNode,
  type Expression,
  type ExpressionBuilder,
  ExpressionWrapper,
  expressionBuilder,
  type OperationNode,
  OperationNodeTransformer,
  ReferenceNode,
  type SqlBool,
  TableNode,
} from 'kysely'
import { KerrosError } from '../../../core/errors/index.js'

/**
 * A condition over a stored row, `target`, and the new row that is compared with it, `source`. The type of a method: options for a wider
 * row pass for a narrower one.
 */
export type PairCondition<Row> = {
  condition(eb: ExpressionBuilder<{ target: Row; source: Row }, 'target' | 'source'>): Expression<SqlBool>
}['condition']

/** A row of the two that a condition is about. */
export type PairSide = 'target' | 'source'

/** A column that a condition names. */
export interface PairColumn {
  readonly side: PairSide
  readonly column: string
}

/** A condition, read. */
export interface ReadCondition {
  readonly node: OperationNode
  readonly columns: readonly PairColumn[]
}

/**
 * @param option The option that has the condition, for messages.
 * @throws KerrosError `E_INVALID_DEFINITION` for what is no condition over the two rows.
 */
export function readPairCondition(condition: PairCondition<any>, option: string): ReadCondition {
  const returned: unknown = condition(expressionBuilder<any, any>())
  if (typeof returned !== 'object' || returned === null || !('toOperationNode' in returned))
    throw invalid(
      `the option "${option}" returns no condition`,
      `Return what eb gives: (eb) => eb('source.updated_at', '>', eb.ref('target.updated_at')). A function body in braces needs \`return\`.`,
    )
  const node = (returned as { toOperationNode(): OperationNode }).toOperationNode()
  const reader = new ConditionReader(option)
  reader.transformNode(node)
  return { node, columns: reader.columns }
}

/** The condition over tables of a statement, by their aliases. */
export function conditionOver(
  { node }: ReadCondition,
  aliases: { readonly [S in PairSide]: string },
): ExpressionWrapper<any, any, SqlBool> {
  return new ExpressionWrapper(new AliasSetter(aliases).transformNode(node))
}

function invalid(message: string, hint: string): KerrosError {
  return new KerrosError('E_INVALID_DEFINITION', message, { hint })
}

function isSide(name: string | undefined): name is PairSide {
  return name === 'target' || name === 'source'
}

class ConditionReader extends OperationNodeTransformer {
  readonly columns: PairColumn[] = []
  readonly #option: string

  constructor(option: string) {
    super()
    this.#option = option
  }

  override transformNodeImpl<T extends OperationNode>(node: T): T {
    if (node.kind === 'SelectQueryNode')
      throw invalid(
        `the option "${this.#option}" has a subquery, and can only compare the two rows`,
        'Compute the value in the query, as a column, and compare source.COLUMN.',
      )
    return super.transformNodeImpl(node)
  }

  protected override transformReference(node: ReferenceNode): ReferenceNode {
    const side = node.table?.table.identifier.name
    if (!isSide(side) || !ColumnNode.is(node.column))
      throw invalid(
        `the option "${this.#option}" names a column of neither row`,
        "Write 'target.COLUMN' for the stored row and 'source.COLUMN' for the new one.",
      )
    this.columns.push({ side, column: node.column.column.name })
    return node
  }
}

class AliasSetter extends OperationNodeTransformer {
  readonly #aliases: { readonly [S in PairSide]: string }

  constructor(aliases: { readonly [S in PairSide]: string }) {
    super()
    this.#aliases = aliases
  }

  protected override transformReference(node: ReferenceNode): ReferenceNode {
    const side = node.table?.table.identifier.name
    return isSide(side) ? ReferenceNode.create(node.column as ColumnNode, TableNode.create(this.#aliases[side])) : node
  }
}

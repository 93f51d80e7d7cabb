import { AliasNode, FunctionNode, type JoinNode, type OperationNode, RawNode } from 'kysely'
import { KerrosError } from '../../../core/errors/index.js'
import { canonicalName } from '../../../core/functions/call/canonical-function.js'
import type { SqlWriter } from '../../../core/render/function-table.js'
import { snowflakeOnlyName } from './snowflake-only.js'

const TABLE_FUNCTIONS: ReadonlySet<string> = new Set([
  canonicalName('flatten'),
  canonicalName('split_to_table'),
  snowflakeOnlyName('flatten'),
])

/** Writes the items of FROM. Only TABLE(…) may come first; a function of a column of an earlier item needs LATERAL. */
export function writeFromItems(write: SqlWriter, items: readonly OperationNode[]): void {
  for (const [i, item] of items.entries()) {
    if (i > 0) write.sql(', ')
    if (isTableFunction(item)) writeTableFunction(write, item, i === 0)
    else write.node(item)
  }
}

function writeTableFunction(write: SqlWriter, { node, alias }: AliasNode, isFirst: boolean): void {
  write.sql(isFirst ? 'table(' : 'lateral ')
  write.node(node)
  write.sql(isFirst ? ') as ' : ' as ')
  write.node(alias)
}

/** Writes a join that Snowflake says in its own words; `false` when it is one that all engines say alike. */
export function writeOwnJoin(write: SqlWriter, node: JoinNode): boolean {
  const { on, table, joinType } = node
  if (on && FunctionNode.is(on.on) && on.on.func === snowflakeOnlyName('asof_join')) {
    writeAsof(write, table, on.on.arguments)
    return true
  }
  const isUnconditional = !on || (RawNode.is(on.on) && on.on.sqlFragments.join('') === 'true')
  const isCross = joinType === 'LateralCrossJoin' || (joinType === 'LateralInnerJoin' && isUnconditional)
  if (isCross) return writeLateral(write, table)
  if (!isTableFunction(table)) return false
  if (joinType === 'CrossJoin') return writeLateral(write, table)
  throw new KerrosError(
    'E_UNSUPPORTED',
    'Snowflake joins a table function neither by a left join nor with a condition',
    {
      hint: 'Use crossJoinLateral and put the condition into where; for rows without a match, join the result in a CTE.',
    },
  )
}

/** Snowflake knows no CROSS JOIN LATERAL, and forbids ON with a lateral table function. */
function writeLateral(write: SqlWriter, table: OperationNode): true {
  write.sql('inner join lateral ')
  write.node(table)
  return true
}

function writeAsof(write: SqlWriter, table: OperationNode, [match, on]: readonly OperationNode[]): void {
  write.sql('asof join ')
  write.node(table)
  write.sql(' match_condition (')
  write.node(match!)
  write.sql(')')
  if (!on) return
  write.sql(' on ')
  write.node(on)
}

function isTableFunction(item: OperationNode): item is AliasNode {
  return AliasNode.is(item) && FunctionNode.is(item.node) && TABLE_FUNCTIONS.has(item.node.func)
}

import {
  DefaultInsertValueNode,
  FunctionNode,
  type InsertQueryNode,
  type OperationNode,
  ParensNode,
  PrimitiveValueListNode,
  RawNode,
  SelectQueryNode,
  ValueListNode,
  ValueNode,
  ValuesNode,
  type WithNode,
} from 'kysely'
import type { SqlWriter } from '../../../core/render/function-table.js'
import { snowflakeOnlyName } from './snowflake-only.js'

/**
 * Writes an INSERT. What differs from other engines: WITH goes before the select and not before INSERT, and VALUES
 * accepts neither subqueries nor functions of semi-structured data, so rows with expressions become selects.
 */
export function writeInsert(write: SqlWriter, node: InsertQueryNode, isInMerge: boolean): void {
  const modifiers = node.endModifiers ?? []
  const others = modifiers.filter((modifier) => !isOverwrite(modifier))
  if (node.explain) {
    write.node(node.explain)
    write.sql(' ')
  }
  write.sql(others.length < modifiers.length ? 'insert overwrite' : 'insert')
  if (node.into) {
    write.sql(' into ')
    write.node(node.into)
  }
  if (node.columns) {
    write.sql(' (')
    write.list(node.columns)
    write.sql(')')
  }
  if (node.values) writeSource(write, node.values, node.with, isInMerge)
  for (const modifier of others) {
    write.sql(' ')
    write.node(modifier)
  }
}

function isOverwrite(node: OperationNode): boolean {
  return FunctionNode.is(node) && node.func === snowflakeOnlyName('insert_overwrite')
}

function writeSource(write: SqlWriter, values: OperationNode, outer: WithNode | undefined, isInMerge: boolean): void {
  write.sql(' ')
  if (ValuesNode.is(values) && !isInMerge && needsSelect(values)) return writeSelects(write, values)
  if (!outer) return write.node(values)
  if (SelectQueryNode.is(values)) return write.node({ ...values, with: joined(outer, values.with) } as OperationNode)
  write.node(outer)
  write.sql(' ')
  write.node(values)
}

function joined(outer: WithNode, inner: WithNode | undefined): WithNode {
  const recursive = outer.recursive || inner?.recursive
  const expressions = [...outer.expressions, ...(inner?.expressions ?? [])]
  return { kind: 'WithNode', expressions, ...(recursive && { recursive }) }
}

/** DEFAULT is allowed in VALUES only. */
function needsSelect({ values }: ValuesNode): boolean {
  const items = values.flatMap((row) => (ValueListNode.is(row) ? row.values : []))
  return items.some((item) => !ValueNode.is(item)) && !items.some(isDefault)
}

function isDefault(node: OperationNode): boolean {
  if (RawNode.is(node)) return node.sqlFragments.join('').trim().toLowerCase() === 'default'
  return DefaultInsertValueNode.is(node)
}

function writeSelects(write: SqlWriter, { values }: ValuesNode): void {
  values.forEach((row, i) => {
    write.sql(i > 0 ? ' union all select ' : 'select ')
    const items = PrimitiveValueListNode.is(row) ? row.values.map((value) => ValueNode.create(value)) : row.values
    write.list(items.map((item) => (SelectQueryNode.is(item) ? ParensNode.create(item) : item)))
  })
}

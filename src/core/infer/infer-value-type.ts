import {
  AggregateFunctionNode,
  AliasNode,
  BinaryOperationNode,
  CaseNode,
  ColumnNode,
  FunctionNode,
  type OperationNode,
  OperatorNode,
  ParensNode,
  ReferenceNode,
  SelectQueryNode,
  UnaryOperationNode,
  ValueNode,
} from 'kysely'
import { type ValueType, widest } from '../columns/value-type.js'
import { type CanonicalFunction, canonicalFunction } from '../functions/call/canonical-function.js'
import { unwrapRaw } from '../nodes/unwrap-raw.js'
import { canonicalValueType, engineValueType } from './canonical-value-type.js'
import type { OutputColumn } from './output-column.js'
import { findAlias, findColumn, type Scope } from './scope.js'

/** The columns of a query. A parameter, because queries and expressions contain each other. */
export type ColumnsOfQuery = (node: SelectQueryNode, scope: Scope | undefined) => readonly OutputColumn[] | undefined

const ARITHMETIC: ReadonlySet<string> = new Set(['+', '-', '*', '/', '%'])

/**
 * What the numbers of an expression are in JavaScript, by the rule of docs/types.md. It follows what TypeScript infers, and
 * not the type in which an engine computes; `undefined` for what is no number, and below raw SQL.
 */
export function inferValueType(
  node: OperationNode,
  scope: Scope | undefined,
  columnsOfQuery: ColumnsOfQuery,
): ValueType | undefined {
  const infer = (inner: OperationNode): ValueType | undefined => inferValueType(inner, scope, columnsOfQuery)
  if (ReferenceNode.is(node)) return referenced(node, scope)?.values
  if (ColumnNode.is(node)) return findColumn(scope, node.column.name)?.values
  if (AliasNode.is(node) || ParensNode.is(node)) return infer(node.node)
  if (ValueNode.is(node)) return ofConstant(node.value)
  if (AggregateFunctionNode.is(node)) return ofFunction(node.func, node.aggregated, infer)
  if (FunctionNode.is(node)) return ofFunction(node.func, node.arguments, infer)
  if (BinaryOperationNode.is(node)) return ofOperation(node, infer)
  if (UnaryOperationNode.is(node))
    return OperatorNode.is(node.operator) && node.operator.operator === '-' ? infer(node.operand) : undefined
  if (SelectQueryNode.is(node)) return columnsOfQuery(node, scope)?.[0]?.values
  if (CaseNode.is(node)) {
    const results = [...(node.when ?? []).map((when) => when.result), node.else]
    return widest(results.map((result) => result && infer(result)))
  }
  const wrapped = unwrapRaw(node)
  return wrapped && infer(wrapped)
}

function referenced(node: ReferenceNode, scope: Scope | undefined): OutputColumn | undefined {
  if (!ColumnNode.is(node.column)) return undefined
  const { name } = node.column.column
  if (!node.table) return findColumn(scope, name)
  return findAlias(scope, node.table.table.identifier.name)?.()?.find((column) => column.name === name)
}

function ofConstant(value: unknown): ValueType | undefined {
  if (typeof value === 'number') return 'number'
  return typeof value === 'bigint' ? 'number or bigint' : undefined
}

function ofFunction(
  func: string,
  args: readonly OperationNode[],
  infer: (node: OperationNode) => ValueType | undefined,
): ValueType | undefined {
  const canonical = canonicalFunction(func)
  if (canonical === undefined) return engineValueType(func.toLowerCase(), args, infer)
  if (!Object.hasOwn(canonicalValueType, canonical)) return undefined
  return canonicalValueType[canonical as CanonicalFunction](args, infer)
}

function ofOperation(
  { operator, leftOperand, rightOperand }: BinaryOperationNode,
  infer: (node: OperationNode) => ValueType | undefined,
): ValueType | undefined {
  if (!OperatorNode.is(operator) || !ARITHMETIC.has(operator.operator)) return undefined
  const left = infer(leftOperand)
  // What raw SQL on the left gives is its writer's promise.
  return left && widest([left, infer(rightOperand)])
}

import {
  AggregateFunctionNode,
  AliasNode,
  BinaryOperationNode,
  CaseNode,
  CastNode,
  ColumnNode,
  FunctionNode,
  type OperationNode,
  OperatorNode,
  ParensNode,
  ReferenceNode,
  SelectQueryNode,
  ValueNode,
} from 'kysely'
import type { SqlType } from '../columns/index.js'
import { type CanonicalFunction, canonicalFunction } from '../functions/call/canonical-function.js'
import { unwrapRaw } from '../nodes/unwrap-raw.js'
import { aggregateResultType, canonicalResultType } from './canonical-result-type.js'
import { isWhole, typeOfOne } from './either-type.js'
import { parseSqlType } from './parse-sql-type.js'
import { findAlias, findColumn, type Scope } from './scope.js'

/** The type of a scalar subquery. A parameter, because queries and expressions contain each other. */
export type SubqueryType = (node: SelectQueryNode, scope: Scope | undefined) => SqlType | undefined

/** The SQL type of an expression, as far as it follows from declared columns; `undefined` when it does not. */
export function inferType(
  node: OperationNode,
  scope: Scope | undefined,
  subqueryType: SubqueryType,
): SqlType | undefined {
  const infer = (inner: OperationNode): SqlType | undefined => inferType(inner, scope, subqueryType)
  if (ReferenceNode.is(node)) return referenceType(node, scope)
  if (ColumnNode.is(node)) return findColumn(scope, node.column.name)?.type
  if (AliasNode.is(node) || ParensNode.is(node)) return infer(node.node)
  if (ValueNode.is(node)) return valueType(node.value)
  if (CastNode.is(node)) return parseSqlType(node.dataType)
  if (AggregateFunctionNode.is(node)) return functionType(node.func, node.aggregated, infer)
  if (FunctionNode.is(node)) return functionType(node.func, node.arguments, infer)
  if (BinaryOperationNode.is(node)) return operationType(node, infer)
  if (SelectQueryNode.is(node)) return subqueryType(node, scope)
  if (CaseNode.is(node)) {
    const results = [...(node.when ?? []).map((when) => when.result), node.else]
    return typeOfOne(
      results.filter((result) => result !== undefined),
      infer,
    )
  }
  const wrapped = unwrapRaw(node)
  return wrapped && infer(wrapped)
}

function referenceType(node: ReferenceNode, scope: Scope | undefined): SqlType | undefined {
  if (!ColumnNode.is(node.column)) return undefined
  const name = node.column.column.name
  if (!node.table) return findColumn(scope, name)?.type
  return findAlias(scope, node.table.table.identifier.name)?.()?.find((column) => column.name === name)?.type
}

function functionType(
  func: string,
  args: readonly OperationNode[],
  infer: (node: OperationNode) => SqlType | undefined,
): SqlType | undefined {
  const canonical = canonicalFunction(func)
  if (canonical !== undefined && Object.hasOwn(canonicalResultType, canonical))
    return canonicalResultType[canonical as CanonicalFunction](args, infer)
  if (func.toLowerCase() === 'coalesce') return typeOfOne(args, infer)
  return aggregateResultType(func.toLowerCase(), args[0] && infer(args[0]))
}

function valueType(value: unknown): SqlType | undefined {
  switch (typeof value) {
    case 'number':
      return Number.isInteger(value) ? { name: 'integer' } : undefined
    case 'bigint':
      return { name: 'bigint' }
    case 'string':
      return { name: 'varchar' }
    case 'boolean':
      return { name: 'boolean' }
    default:
      return value instanceof Date ? { name: 'timestamp' } : undefined
  }
}

const ARITHMETIC: ReadonlySet<string> = new Set(['+', '-', '*', '/', '%'])

function operationType(
  node: BinaryOperationNode,
  infer: (node: OperationNode) => SqlType | undefined,
): SqlType | undefined {
  const operator = OperatorNode.is(node.operator) ? node.operator.operator : undefined
  if (operator === undefined || operator === '||') return operator === '||' ? joinedType(node, infer) : undefined
  if (!ARITHMETIC.has(operator)) return { name: 'boolean' }
  const [left, right] = [infer(node.leftOperand), infer(node.rightOperand)]
  if (left?.name === 'date')
    return right?.name === 'date' && operator === '-'
      ? { name: 'bigint' }
      : right?.name === 'integer'
        ? left
        : undefined
  if (left?.name === 'double' || right?.name === 'double') return { name: 'double' }
  // The digits of a quotient and of mixed decimals are the engine's own.
  return isWhole(left) && isWhole(right) && operator !== '/' ? { name: 'bigint' } : undefined
}

function joinedType(
  { leftOperand, rightOperand }: BinaryOperationNode,
  infer: (node: OperationNode) => SqlType | undefined,
): SqlType {
  const isBinary = [leftOperand, rightOperand].every((operand) => infer(operand)?.name === 'binary')
  return { name: isBinary ? 'binary' : 'varchar' }
}

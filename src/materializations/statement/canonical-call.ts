import { type Expression, ExpressionWrapper, FunctionNode, sql } from 'kysely'
import type { SqlType } from '../../core/columns/index.js'
import { type CanonicalFunction, canonicalName } from '../../core/functions/call/canonical-function.js'
import { constant } from '../../core/nodes/immediate.js'

/**
 * A call of a canonical function over expressions whose types are not checked; for statements that materializations
 * write. Arguments that are no expressions are constants; a type comes last.
 */
export function canonical(
  name: CanonicalFunction,
  args: readonly (Expression<any> | string | number)[],
  type?: SqlType,
): ExpressionWrapper<any, any, any> {
  const nodes = args.map((arg) => (typeof arg === 'object' ? arg.toOperationNode() : constant(arg)))
  return new ExpressionWrapper(FunctionNode.create(canonicalName(name), type ? [...nodes, constant(type)] : nodes))
}

/** NULL of a type: `cast(null as timestamp)`. */
export function castNull(type: SqlType): ExpressionWrapper<any, any, any> {
  return canonical('cast', [sql`null`], type)
}

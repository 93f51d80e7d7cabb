import { type Expression, type ExpressionBuilder, ExpressionWrapper, SelectQueryNode, type SqlBool } from 'kysely'
import { KerrosError } from '../../core/errors/index.js'
import { selectedNames } from '../../core/nodes/selected-names.js'
import { type Gone, touchedNode } from '../../core/nodes/touched.js'

/** The condition that columns are among the keys that a query returns; compiled by `expandTouched(…)`. */
export function keyIsAmong(
  columns: readonly string[],
  keys: Expression<any>,
  gone: Gone,
): (eb: ExpressionBuilder<any, any>) => Expression<SqlBool> {
  const node = keys.toOperationNode()
  const names = SelectQueryNode.is(node) ? selectedNames(node) : undefined
  if (!SelectQueryNode.is(node) || names === undefined || names.length !== columns.length)
    throw new KerrosError(
      'E_INVALID_OPTION',
      `touched(…) compares ${columns.length} column(s) (${columns.join(', ')}) with a query that returns ${names?.length ?? 'unknown columns'}`,
      { hint: 'Select one column for each column of touched(…), in the same order, each by its name.' },
    )
  return (eb) => {
    const references = columns.map((column) => eb.ref(column).toOperationNode())
    return new ExpressionWrapper(touchedNode({ columns: references, keys: node, names, gone }))
  }
}

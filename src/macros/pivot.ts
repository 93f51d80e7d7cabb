import {
  type AliasedExpression,
  BinaryOperationNode,
  type ExpressionWrapper,
  type OperationNodeSource,
  OperatorNode,
  ExpressionWrapper as Wrapper,
} from 'kysely'
import { KerrosError } from '../core/errors/index.js'
import type { Condition, Takes, ValueOf } from '../core/functions/index.js'
import { constant } from '../core/nodes/immediate.js'
import { operand } from '../core/nodes/operand.js'
import type { WidenLiteral } from '../core/query/widen-literal.js'

/** A value that becomes a column. */
export type PivotValue = string | number | boolean

/** How the columns of {@link pivot} are called. */
export interface PivotOptions<P extends string, S extends string> {
  /** Goes before each value. Default: nothing. */
  readonly prefix?: P
  /** Goes after each value. Default: nothing. */
  readonly suffix?: S
}

/**
 * Values of a column as columns, one for each: dbt_utils' `pivot`. For `select`, in a query with `groupBy`. A row whose value is
 * NULL, or none of those named, is in no column.
 *
 * ```ts
 * db.selectFrom('o')
 *   .groupBy('o.color')
 *   .select((eb) => [
 *     'o.color',
 *     ...pivot(eb.ref('o.size'), ['S', 'M', 'L'], (isSize) => countIf(isSize), { prefix: 'size_' }),
 *   ])
 * ```
 * The generated SQL (DuckDB): `count(*) filter(where "o"."size" = 'S') as "size_S", count(*) filter(where …) as "size_M", …`
 *
 * @param x The column whose values become columns.
 * @param values The values, each once. Those of the column are known only to the warehouse.
 * @param aggregate Makes the column of a value, from the condition that holds for its rows: `(is) => sum(iff(is, eb.ref('o.amount'), 0))`.
 * @throws KerrosError `E_INVALID_OPTION` without values, and for two that make one name.
 */
export function pivot<
  E extends OperationNodeSource,
  const V extends PivotValue,
  A extends OperationNodeSource,
  const P extends string = '',
  const S extends string = '',
>(
  x: Takes<E, PivotValue | null>,
  values: readonly (V & WidenLiteral<NonNullable<ValueOf<E>>>)[],
  aggregate: (isValue: Condition) => A,
  options: PivotOptions<P, S> = {},
): readonly AliasedExpression<ValueOf<A>, `${P}${V}${S}`>[] {
  const { prefix = '', suffix = '' } = options
  const names = values.map((value) => `${prefix}${String(value)}${suffix}`)
  checkNames(values, names)
  const column = operand(x.toOperationNode())
  return values.map((value, i) => {
    const condition = BinaryOperationNode.create(column, OperatorNode.create('='), constant(value))
    const made = aggregate(new Wrapper(condition) as unknown as Condition)
    return (new Wrapper(made.toOperationNode()) as ExpressionWrapper<any, any, any>).as(names[i]!)
  }) as never
}

function checkNames(values: readonly unknown[], names: readonly string[]): void {
  if (values.length === 0)
    throw new KerrosError('E_INVALID_OPTION', 'pivot has no values to make columns of', {
      hint: "Name them: pivot(eb.ref('o.size'), ['S', 'M'], (isSize) => countIf(isSize)).",
    })
  if (values.some((value) => value === null || value === undefined))
    throw new KerrosError('E_INVALID_OPTION', 'pivot cannot make a column of NULL', {
      hint: "Give NULL a value first: eb.fn.coalesce('o.size', eb.val('none')).",
    })
  const seen = new Set<string>()
  for (const name of names) {
    if (seen.has(name.toLowerCase()))
      throw new KerrosError('E_INVALID_OPTION', `pivot would make two columns "${name}"`, {
        hint: 'Name each value once; engines ignore the case of names.',
      })
    seen.add(name.toLowerCase())
  }
}

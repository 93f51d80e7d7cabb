import { ExpressionWrapper, FunctionNode, ValueNode } from 'kysely'
import { KerrosError } from '../errors/index.js'

/** The function node that stands for a variable until a run gives its value. */
export const VARIABLE = 'kerros.variable'

/** The expression of a variable, usable wherever a value of its type is. */
export type Variable<T> = ExpressionWrapper<any, never, T>

type Widen<T> = T extends string ? string : T extends number ? number : T extends boolean ? boolean : T

/**
 * A value that a run can set: `--vars '{"min_ratings": 20}'`, or `vars` of the project. It must be of the default's
 * type.
 *
 * ```ts
 * export const minRatings = variable('min_ratings', 50)
 * db.selectFrom('m').selectAll().where('m.total_ratings', '>=', minRatings)
 * ```
 * @throws KerrosError `E_INVALID_DEFINITION` without a name or a default; `E_INVALID_OPTION` from a run that sets a
 *   value of another type.
 */
export function variable<const T extends string | number | boolean>(name: string, byDefault: T): Variable<Widen<T>> {
  const isValue = ['string', 'number', 'boolean'].includes(typeof byDefault)
  if (typeof name !== 'string' || name === '' || !isValue)
    throw new KerrosError('E_INVALID_DEFINITION', 'variable(…) was not given its name and its default', {
      hint: "Give both; the default is a string, a number or true or false: variable('min_ratings', 50).",
    })
  return new ExpressionWrapper(
    FunctionNode.create(VARIABLE, [ValueNode.createImmediate(name), ValueNode.createImmediate(byDefault)]),
  )
}

import { ExpressionWrapper, FunctionNode, type OperationNodeSource, ParensNode, RawNode } from 'kysely'
import type { Json } from '../../../../core/columns/index.js'
import { KerrosError } from '../../../../core/errors/index.js'
import type { Scalar } from '../../../../core/functions/call/function-call.js'
import { operand } from '../../../../core/nodes/operand.js'
import { snowflakeOnlyName } from '../../query/snowflake-only.js'
import { jsonPathText } from '../../text/json-path-text.js'
import { checkedType, type SnowflakeType, type SnowflakeValue } from './snowflake-type.js'

const PATH = snowflakeOnlyName('path')

/** A value inside of semi-structured data; a VARIANT until it is cast. */
export class PathExpression extends ExpressionWrapper<{}, never, Json | null> {
  readonly #sql: RawNode

  constructor(sql: RawNode) {
    super(FunctionNode.create(PATH, [sql]))
    this.#sql = sql
  }

  /**
   * The value as a type; NULL when there is no value, or JSON's null.
   *
   * The generated SQL: `"V":"a"."b"[0]::varchar`.
   *
   * @throws KerrosError `E_INVALID_OPTION` for an unknown type.
   */
  cast<T extends SnowflakeType>(type: T): Scalar<SnowflakeValue<T> | null> {
    const cast = RawNode.create(['', `::${checkedType(type)}`], [this.#sql])
    return new ExpressionWrapper(FunctionNode.create(PATH, [cast]))
  }
}

/**
 * A value inside of a VARIANT, OBJECT or ARRAY; NULL when there is nothing at the path.
 *
 * ```ts
 * select((eb) => path(eb.ref('e.payload'), 'user', 'tags', 0).cast('varchar').as('first_tag'))
 * ```
 * The generated SQL: `"E"."PAYLOAD":"user"."tags"[0]::varchar as "FIRST_TAG"`.
 *
 * For a path as one string, which also runs on DuckDB, see `jsonPath` of `kerros`.
 *
 * @param legs Keys (their case counts) and positions from 0. They may come from data: none can leave the path.
 * @throws KerrosError `E_INVALID_OPTION` for an empty path or key, or a position that is not a whole number from 0.
 * @see https://docs.snowflake.com/en/user-guide/querying-semistructured
 */
export function path(x: OperationNodeSource, ...legs: readonly (string | number)[]): PathExpression {
  if (legs.length === 0)
    throw new KerrosError('E_INVALID_OPTION', 'path has no keys', { hint: "Name them: path(x, 'user', 'tags', 0)." })
  const node = x.toOperationNode()
  // A second colon would not be read as a path.
  const value = FunctionNode.is(node) && node.func === PATH ? ParensNode.create(node) : operand(node)
  return new PathExpression(RawNode.create(['', jsonPathText(legs)], [value]))
}

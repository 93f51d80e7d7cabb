import { ExpressionWrapper, FunctionNode, type OperationNodeSource } from 'kysely'
import { KerrosError } from '../core/errors/index.js'
import type { EachTakes } from '../core/functions/call/function-call.js'
import { concat, keyText, md5, type Scalar, text } from '../core/functions/index.js'
import { expressionOf } from './expression-of.js'

/** What engines write alike, so what can be part of a key. A timestamp (`Date`) cannot. */
export type KeyPart = string | number | bigint | boolean | null

/** What stands for NULL, so that NULL and the empty text give different keys. The same as in dbt_utils. */
const NULL_TEXT = '_dbt_utils_surrogate_key_null_'

/**
 * One string key from several columns: the MD5 of their values as strings, joined by `-`. Equal to dbt_utils'
 * `generate_surrogate_key`, on every engine and with any formats of the session: whole numbers are written in decimal,
 * dates as `YYYY-MM-DD`, booleans as `true` and `false`, NULL as `_dbt_utils_surrogate_key_null_`.
 *
 * ```ts
 * surrogateKey([eb.ref('r.user_id'), eb.ref('r.movie_id')]).as('rating_key')
 * ```
 * The generated SQL (DuckDB):
 * `md5((coalesce(cast("r"."user_id" as varchar), '_dbt_utils_surrogate_key_null_') || '-' ||
 * coalesce(cast("r"."movie_id" as varchar), '_dbt_utils_surrogate_key_null_')))`;
 * Snowflake: `md5(concat(coalesce(cast("R"."USER_ID" as varchar), …), '-', coalesce(…)))`; of a DATE
 * `strftime(x, '%Y-%m-%d')` and `to_char(x, 'YYYY-MM-DD')`.
 *
 * @param parts At least one. A double or a timestamp is refused when the model is compiled (`E_TYPE_MISMATCH`), since
 *   engines write them differently; a timestamp is a type error already. Cast it first: `castTo(x, decimal(10, 2))`.
 * @throws KerrosError `E_INVALID_OPTION` without parts.
 */
export function surrogateKey<const P extends readonly OperationNodeSource[]>(
  parts: EachTakes<P, KeyPart>,
): Scalar<string> {
  if (parts.length === 0)
    throw new KerrosError('E_INVALID_OPTION', 'a surrogate key has no parts', { hint: 'Give it at least one column.' })
  const texts = parts.flatMap((part: OperationNodeSource, i) => (i === 0 ? [textOf(part)] : [text('-'), textOf(part)]))
  return md5(texts.length === 1 ? texts[0]! : concat(...texts))
}

function textOf(part: OperationNodeSource): Scalar<string> {
  return new ExpressionWrapper(
    FunctionNode.create('coalesce', [
      keyText(expressionOf<KeyPart>(part)).toOperationNode(),
      text(NULL_TEXT).toOperationNode(),
    ]),
  )
}

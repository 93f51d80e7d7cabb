import type { Scalar, Takes, ValueOf } from 'kerros'
import { bucket } from 'kerros/macros'
import type { Expression, OperationNodeSource } from 'kysely'

/**
 * How relevant a tag is, in words: `high` from 0.8, `medium` from 0.5, else `low`; NULL for NULL.
 *
 * ```ts
 * relevanceRange(eb.ref('g.relevance')).as('relevance_range')
 * ```
 * The generated SQL, on both engines (Snowflake: names in upper case):
 * `case when "g"."relevance" >= 0.8 then 'high' when "g"."relevance" >= 0.5 then 'medium'
 * when "g"."relevance" is not null then 'low' end`
 *
 * @param x A relevance of 0 to 1, as MovieLens' tag genome has it.
 */
export function relevanceRange<E extends OperationNodeSource>(
  x: Takes<E, number | null>,
): Scalar<'high' | 'medium' | 'low' | Extract<ValueOf<E>, null>> {
  return bucket(
    x as Expression<Extract<ValueOf<E>, number | null>>,
    [
      [0.8, 'high'],
      [0.5, 'medium'],
    ],
    'low',
  )
}

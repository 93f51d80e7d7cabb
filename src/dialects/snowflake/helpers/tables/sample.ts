import { type OperationNodeSource, SelectQueryNode } from 'kysely'
import { KerrosError } from '../../../../core/errors/index.js'
import type { ValueOf } from '../../../../core/functions/call/function-call.js'
import type { TableFunction } from '../../../../core/functions/table-functions.js'
import { snowflakeCall } from '../expressions/snowflake-call.js'

/** How many rows are sampled. */
export type SampleOptions =
  | {
      /** The chance of each row (`bernoulli`) or of each block of rows (`system`), 0 to 100. */
      readonly percent: number
      /** Default is `bernoulli`. For a query, Snowflake does not support `system`. */
      readonly method?: 'bernoulli' | 'system'
      /** Makes the sample the same each time, as long as the table does not change: 0 to 2147483647. Not for a query. */
      readonly seed?: number
    }
  | {
      /** Exactly this number of rows, or all if there are fewer: 0 to 1000000. */
      readonly rows: number
      readonly percent?: never
      readonly method?: never
      readonly seed?: never
    }

/**
 * Some rows of a table or a query, chosen at random.
 *
 * ```ts
 * db.selectFrom(sample(tableOf(db, 'ratings'), { percent: 1, seed: 7 }).as('r')).select('r.rating')
 * ```
 * The generated SQL: `select "R"."RATING" from (select * from "RATINGS" sample bernoulli (1) seed (7)) as "R"`; with rows
 * `sample (100 rows)`.
 *
 * @throws KerrosError `E_INVALID_OPTION` for numbers out of their range, and for `system` or `seed` with a query.
 * @see https://docs.snowflake.com/en/sql-reference/constructs/sample
 */
export function sample<E extends OperationNodeSource>(source: E, options: SampleOptions): TableFunction<ValueOf<E>> {
  const node = source.toOperationNode()
  if (SelectQueryNode.is(node) && (options.method === 'system' || options.seed !== undefined))
    throw new KerrosError('E_INVALID_OPTION', 'Snowflake samples a query neither by blocks nor with a seed', {
      hint: 'Sample the table inside of the query: sample(tableOf(db, name), { … }).',
    })
  return snowflakeCall<ValueOf<E>>('sample', ['(select * from ', ` sample ${size(options)})`], [node])
}

function size(options: SampleOptions): string {
  if (options.percent === undefined)
    return `(${checked(options.rows, Number.isInteger(options.rows), 1_000_000, 'rows')} rows)`
  const { percent, method = 'bernoulli', seed } = options
  const chance = `${method === 'system' ? 'system' : 'bernoulli'} (${checked(percent, true, 100, 'percent')})`
  if (seed === undefined) return chance
  return `${chance} seed (${checked(seed, Number.isInteger(seed), 2_147_483_647, 'seed')})`
}

function checked(value: number, isRight: boolean, max: number, option: string): string {
  if (isRight && value >= 0 && value <= max) return value.toFixed(6).replace(/\.?0+$/, '')
  throw new KerrosError('E_INVALID_OPTION', `${value} is not a valid "${option}" of sample`, {
    hint: `Use a ${option === 'percent' ? '' : 'whole '}number from 0 to ${max}.`,
  })
}

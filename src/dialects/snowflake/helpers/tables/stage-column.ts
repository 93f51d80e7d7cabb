import { IdentifierNode } from 'kysely'
import { KerrosError } from '../../../../core/errors/index.js'
import type { Scalar } from '../../../../core/functions/call/function-call.js'
import { snowflakeCall } from '../expressions/snowflake-call.js'

/**
 * A column of a staged file by its position; of JSON, Parquet and the like the first one is the whole record.
 *
 * ```ts
 * db.selectFrom(stagedFiles('raw.landing', { path: 'movies/', fileFormat: 'csv' }).as('s'))
 *   .select([stageColumn<string>(1, 's').as('movie_id'), 's.metadata$filename'])
 * ```
 * The generated SQL: `select "S".$1 as "MOVIE_ID", "S"."METADATA$FILENAME" from '@"RAW"."LANDING"/movies/' (file_format =>
 * 'csv') as "S"`.
 *
 * @param position From 1.
 * @param alias The alias of the files, if the query reads from more than one table.
 * @throws KerrosError `E_INVALID_OPTION` for a position that is not a whole number from 1.
 */
export function stageColumn<T = string | null>(position: number, alias?: string): Scalar<T> {
  if (!Number.isSafeInteger(position) || position < 1)
    throw new KerrosError('E_INVALID_OPTION', `${position} is not the position of a column in a staged file`, {
      hint: 'Positions are whole numbers from 1.',
    })
  if (alias === undefined) return snowflakeCall('stage_column', [`$${position}`])
  return snowflakeCall('stage_column', ['', `.$${position}`], [IdentifierNode.create(alias)])
}

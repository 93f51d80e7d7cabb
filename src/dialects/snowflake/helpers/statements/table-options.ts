import { type CreateTableBuilder, type RawBuilder, sql } from 'kysely'
import { KerrosError } from '../../../../core/errors/index.js'

/** Options of CREATE TABLE that Kysely does not have. */
export interface TableOptions {
  /** Whether a table of this name is replaced. Default is `false`. */
  readonly orReplace?: boolean
  /** Whether the table has no fail-safe and at most a day of Time Travel. Default is `false`. */
  readonly transient?: boolean
  /** The columns by which Snowflake sorts the table into micro-partitions. Default: without. */
  readonly clusterBy?: readonly string[]
  /** Days of Time Travel, 0 to 90. Default is the schema's. */
  readonly dataRetentionDays?: number
  /** Whether a replaced table keeps its grants. Default is `false`. */
  readonly copyGrants?: boolean
  /** A comment for readers of the catalog. Default: without. */
  readonly comment?: string
}

/**
 * Adds options of CREATE TABLE that Kysely does not have, in the order in which Snowflake expects them. For `$call`.
 *
 * ```ts
 * db.schema.createTable('movies').$call(tableOptions({ orReplace: true, transient: true, comment: 'one row a movie' })).as(query)
 * ```
 * The generated SQL: `create or replace transient table "MOVIES" comment = 'one row a movie' as select …`.
 *
 * @throws KerrosError `E_INVALID_OPTION` for days out of their range.
 * @see https://docs.snowflake.com/en/sql-reference/sql/create-table
 */
export function tableOptions<TB extends string, C extends string>(
  options: TableOptions,
): (builder: CreateTableBuilder<TB, C>) => CreateTableBuilder<TB, C> {
  return (builder) => {
    const front = words(options).reduce((built, word) => built.modifyFront(word), builder)
    return clauses(options).reduce((built, clause) => built.modifyEnd(clause), front)
  }
}

function words({ orReplace, transient }: TableOptions): readonly RawBuilder<unknown>[] {
  return [...(orReplace ? [sql`or replace`] : []), ...(transient ? [sql`transient`] : [])]
}

function clauses(options: TableOptions): readonly RawBuilder<unknown>[] {
  const { clusterBy, dataRetentionDays: days, copyGrants, comment } = options
  if (days !== undefined && !(Number.isInteger(days) && days >= 0 && days <= 90))
    throw new KerrosError('E_INVALID_OPTION', `${days} is not a number of days of Time Travel`, {
      hint: 'Use a whole number from 0 to 90.',
    })
  return [
    ...(clusterBy ? [sql`cluster by (${sql.join(clusterBy.map((column) => sql.id(column)))})`] : []),
    ...(days === undefined ? [] : [sql`data_retention_time_in_days = ${sql.lit(days)}`]),
    ...(copyGrants ? [sql`copy grants`] : []),
    ...(comment === undefined ? [] : [sql`comment = ${sql.lit(comment)}`]),
  ]
}

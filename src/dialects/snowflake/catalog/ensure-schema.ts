import type { SchemaPlace } from '../../../core/relations/relation.js'
import { quoteSchema } from '../text/quote-relation.js'
import { isMissing } from './describe-table.js'

/**
 * Makes a schema that is not there. CREATE SCHEMA IF NOT EXISTS takes the right to make schemas also where it is there, so
 * it is looked for first.
 *
 * The generated SQL:
 *
 * ```sql
 * show terse objects in schema "MOVIELENS"."RAW" limit 1
 * create schema if not exists "MOVIELENS"."RAW"
 * ```
 *
 * @see https://docs.snowflake.com/en/sql-reference/sql/create-schema#access-control-requirements
 */
export async function ensureSchema(run: (sql: string) => Promise<unknown>, place: SchemaPlace): Promise<void> {
  const schema = quoteSchema(place)
  try {
    await run(`show terse objects in schema ${schema} limit 1`)
  } catch (error) {
    if (!isMissing(error)) throw error
    await run(`create schema if not exists ${schema}`)
  }
}

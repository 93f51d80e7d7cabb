import type { Relation } from '../../../core/relations/relation.js'
import { quoteRelation } from './quote-relation.js'
import { quoteText } from './snowflake-literals.js'

/**
 * A stage as COPY INTO, PUT and LIST accept it if names or paths have blanks or other special characters: a string.
 *
 * The generated SQL: `'@"MOVIELENS"."RAW"."MY FILES"/2024/'`.
 *
 * @param path Below the stage's own place.
 * @see https://docs.snowflake.com/en/sql-reference/sql/copy-into-table
 */
export function stageReference(stage: Relation, path = ''): string {
  return quoteText(`@${quoteRelation(stage)}${path === '' ? '' : `/${path}`}`)
}

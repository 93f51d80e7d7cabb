import { snowflakeLiterals } from '../text/snowflake-literals.js'

/** How many rows a SHOW returns at most. */
export const SHOW_LIMIT = 10_000

/** Runs a statement that only reads, and gives its rows. */
export type RunShow = <Row>(sql: string) => Promise<readonly Row[]>

/**
 * All rows of a SHOW that has pages, which come ordered by name within one database or schema.
 *
 * The generated SQL:
 *
 * ```sql
 * show objects in schema "MOVIELENS"."DEV" limit 10000
 * show objects in schema "MOVIELENS"."DEV" limit 10000 from 'SRC_RATINGS'
 * ```
 *
 * @param statement The SHOW without its LIMIT.
 * @see https://docs.snowflake.com/en/sql-reference/sql/show-objects
 */
export async function showPages<Row extends { readonly name: string }>(
  run: RunShow,
  statement: string,
): Promise<Row[]> {
  const found: Row[] = []
  for (let from = ''; ; ) {
    const rows = await run<Row>(`${statement} limit ${SHOW_LIMIT}${from}`)
    found.push(...rows)
    if (rows.length < SHOW_LIMIT) return found
    from = ` from '${snowflakeLiterals.escapeText(rows.at(-1)!.name)}'`
  }
}

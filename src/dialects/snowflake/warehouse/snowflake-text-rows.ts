import type { Columns } from '../../../core/columns/index.js'
import { fieldSql } from '../load/snowflake-field.js'
import { quoteIdentifier } from '../text/snowflake-identifier.js'
import { quoteText } from '../text/snowflake-literals.js'

/**
 * The SELECT of rows that are given as text, in one literal: VALUES is limited in its number of rows, and accepts only
 * plain literals.
 *
 * ```sql
 * select cast(cast(f.value[0] as varchar) as number(38, 0)) as "ID", …
 * from table(flatten(input => parse_json('[["1","a"], …]'))) as f
 * ```
 *
 * @see https://docs.snowflake.com/en/sql-reference/functions/flatten
 */
export function textRowsSql(rows: readonly (readonly (string | null)[])[], columns: Columns): string {
  const list = Object.entries(columns).map(([name, column], i) => {
    const { value } = fieldSql(`cast(f.value[${i}] as varchar)`, column, 'iso')
    return `${value} as ${quoteIdentifier(name)}`
  })
  return `select ${list.join(', ')} from table(flatten(input => parse_json(${quoteText(JSON.stringify(rows))}))) as f`
}

import type { Columns, SqlType } from '../../../core/columns/index.js'
import { quoteIdentifier, quoteText } from '../text/duckdb-identifier.js'
import { duckDbTypeName } from '../values/duckdb-types.js'

/**
 * The SELECT of rows that are given as text, in one literal: as VALUES, DuckDB would plan every single value.
 *
 * ```sql
 * select cast(r[1] as integer) as "id", r[2] as "name" from (select unnest(from_json('[["1","a"], …]', '[["VARCHAR"]]')) as r)
 * ```
 */
export function textRowsSql(rows: readonly (readonly (string | null)[])[], columns: Columns): string {
  const list = Object.entries(columns).map(
    ([name, { type }], i) => `${valueSql(`r[${i + 1}]`, type)} as ${quoteIdentifier(name)}`,
  )
  const text = quoteText(JSON.stringify(rows))
  return `select ${list.join(', ')} from (select unnest(from_json(${text}, '[["VARCHAR"]]')) as r)`
}

function valueSql(text: string, type: SqlType): string {
  return type.name === 'varchar' ? text : `cast(${text} as ${duckDbTypeName(type)})`
}

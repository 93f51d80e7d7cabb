import type { Column, Columns } from '../../../core/columns/index.js'
import type { JsonFile, NamedField } from '../../../core/ports/data-file.js'
import { quoteIdentifier, quoteText } from '../text/duckdb-identifier.js'
import { checkedValue } from './duckdb-checked-value.js'
import { fileNameSql } from './duckdb-file-name.js'
import { textFieldSql } from './duckdb-text-field.js'

/**
 * The SELECT that reads a JSON file as columns of given types and fails on invalid values. DuckDB makes a double of a
 * number with a point, and so loses digits beyond the fifteenth: in rows with such numbers, they become strings first.
 *
 * ```sql
 * select case when t[1] is null then error(…) when … then try_cast(t[1] as bigint) else error(…) end as "userId", …
 * from (select json, json_extract_string(exact, ['/userId', …]) as t, json_type(exact, ['/userId', …]) as k
 *   from (select json, … as exact from read_json_objects('/data/ratings.jsonl', format = 'newline_delimited', …)))
 * ```
 */
export function readJsonSql(file: JsonFile, columns: Columns): string {
  const values = file.fields.map(
    (field, i) => `${value(i, field, columns[field.column]!)} as ${quoteIdentifier(field.column)}`,
  )
  const paths = `[${file.fields.map(({ name }) => quoteText(pointer(name))).join(', ')}]`
  const options = [
    fileNameSql(file.path),
    `format = '${file.isList ? 'array' : 'newline_delimited'}'`,
    `compression = '${file.isCompressed ? 'gzip' : 'uncompressed'}'`,
    'hive_partitioning = false',
  ]
  return `select ${values.join(', ')}
from (select json, json_extract_string(exact, ${paths}) as t, json_type(exact, ${paths}) as k
  from (select json, ${EXACT} as exact from read_json_objects(${options.join(', ')})))`
}

/** Numbers with a point or many digits that DuckDB might round, and -0, which it takes for 0; a false alarm costs time only. */
const LONG_NUMBER = '[0-9][0-9.]{15}|-0[^.0-9eE]'
/** What comes before a number that is to become a string: strings, other signs, and numbers with an exponent, which are rounded. */
const BEFORE = '((?:"(?:[^"\\\\]|\\\\.)*"|-?[0-9][0-9.]*[eE][+-]?[0-9]+|[^"0-9-])*)'
const NUMBER = '(-?[0-9][0-9.]*|$)'
/** At its end, where there is no more number, the row gets two quotes too many. */
const EXACT = `case when regexp_matches(json, '${LONG_NUMBER}')
    then regexp_replace(json, '${BEFORE}${NUMBER}', '\\1"\\2"', 'g')[:-3] else json end`

function value(index: number, { name, timestampFormat }: NamedField, about: Column<unknown>): string {
  const isNull = `coalesce(k[${index + 1}], 'NULL') = 'NULL'`
  if (about.type.name === 'json') {
    const part = `json_extract(json, ${quoteText(pointer(name))})`
    return checkedValue(index, about, { isNull, isValid: 'true', value: part })
  }
  const { isValid, value } = textFieldSql(`t[${index + 1}]`, about, timestampFormat)
  return checkedValue(index, about, {
    isNull,
    isValid: `k[${index + 1}] not in ('OBJECT', 'ARRAY') and ${isValid}`,
    value,
  })
}

/** @see https://www.rfc-editor.org/rfc/rfc6901 */
function pointer(name: string): string {
  return `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`
}

import { withoutCredentials } from '../../../core/errors/without-credentials.js'

/** Words after which a quoted text is the name of something, never a value. */
const BEFORE_NAME =
  /(?:object|table|view|relation|schema|database|warehouse|role|user|stage|file format|format|integration|column|column name|identifier|alias|function|procedure|sequence|stream|task|pipe|policy|tag|parameter|property|variable|option|keyword|account|share|constraint|type|file)(?:\(s\))?:? $/i

/** A name: it cannot hold what a value can, such as line breaks. */
const NAME = /^'[^'\n]{0,300}'/

/** Forms that hold values, each to be cut to the end of what may be one: values hold quotes and line breaks too. */
const VALUES: readonly (readonly [pattern: RegExp, replacement: string])[] = [
  [/\n?\s*Row Values: \[[\s\S]*$/i, ''],
  [/(Duplicate field key) [\s\S]*$/i, '$1 …'],
  [/(Error parsing (?:JSON|XML|Parquet|Avro|ORC))[\s\S]*?(?=\n\s*File '|$)/i, '$1 …'],
  [/(Failed to cast variant value) [\s\S]* (to \w+)/i, '$1 … $2'],
  [/\b(value) '[\s\S]*' (is not recognized)/i, '$1 … $2'],
  [
    /\b((?:String|Date|Time|Timestamp|Boolean|Number|Interval)(?: value)?) '[\s\S]*' (is (?:not recognized|too long|invalid|out of range)|cannot be)/i,
    '$1 … $2',
  ],
  [/(Can't parse) '[\s\S]*' (as \w+)/i, '$1 … $2'],
  [/(Invalid UTF8 detected in string) '[\s\S]*'/i, '$1 …'],
  [/(out of representable range: type [^,\n]+(?:\([\d, ]+\))?(?:\{[^}\n]*\})?, value) [^\n]*/i, '$1 …'],
  [/(unexpected) '[\s\S]*'/i, '$1 …'],
  [/(invalid value) \[[\s\S]*\] (for)/i, '$1 … $2'],
]

/**
 * Takes from an error message of Snowflake what rows and literals hold, and keeps what the user needs: the kind of error
 * and the names of tables, columns and files.
 *
 * - `Numeric value 'abc' is not recognized` becomes `Numeric value … is not recognized`
 * - `Duplicate row detected during DML action\nRow Values: [1, "x"]` becomes `Duplicate row detected during DML action`
 *
 * In a message of unknown form, quoted strings are removed unless a word before them says that they are a name.
 */
export function cleanSnowflakeMessage(message: string): string {
  let text = message
  for (const [pattern, replacement] of VALUES) text = text.replace(pattern, replacement)
  return withoutCredentials(withoutQuoted(text))
    .replace(/[ \t]+\n/g, '\n')
    .trim()
}

function withoutQuoted(text: string): string {
  let kept = ''
  let rest = text
  for (;;) {
    const start = rest.indexOf("'")
    if (start < 0) return kept + rest
    kept += rest.slice(0, start)
    rest = rest.slice(start)
    const name = BEFORE_NAME.test(kept) ? NAME.exec(rest)?.[0] : undefined
    if (name === undefined && isApostrophe(kept, rest)) {
      kept += "'"
      rest = rest.slice(1)
    } else if (name === undefined) return `${kept}…${rest.slice(rest.lastIndexOf("'") + 1).replace(/^'$/, '')}`
    else {
      kept += name
      rest = rest.slice(name.length)
    }
  }
}

/** As in `doesn't`. */
function isApostrophe(before: string, rest: string): boolean {
  return /[a-z]$/i.test(before) && /^'(?:t|s|re|ve|ll|d|m)\b/i.test(rest)
}

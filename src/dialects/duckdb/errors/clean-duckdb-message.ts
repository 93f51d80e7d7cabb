import { withoutCredentials } from '../../../core/errors/without-credentials.js'
import { KNOWN_STARTS } from './known-messages.js'

/** Kinds of errors whose messages name the user's tables, columns and functions, never what a row holds. */
const NAMES_ONLY: ReadonlySet<string> = new Set([
  'Binder Error',
  'Catalog Error',
  'Connection Error',
  'Dependency Error',
  'Extension Autoloading Error',
  'INTERRUPT Error',
  'IO Error',
  'Out of Memory Error',
  'Permission Error',
])

/** The text of the query, which DuckDB repeats with an arrow under the place. It may hold literals. */
const QUERY_TEXT = /\n+LINE \d+: [\s\S]*$/

/** All the forms of a function, which can be dozens of lines. */
const CANDIDATES = /\n\s*Candidate functions:[\s\S]*$/

/** DuckDB's own names, which it suggests when a table or a function does not exist. */
const OWN_NAMES = /\n+Did you mean "(?:pg_|duckdb_|sqlite_|information_schema\b)[^"\n]*"\?/g

/** What else a name could be. The list may be empty, or begin with a second colon. */
const EMPTY_LIST = /\n+Candidate \w+:[ :]*(?=\n|$)/g
const LIST = /\n+(Candidate \w+):[ :]*/g

const TYPE = String.raw`[A-Z][A-Z0-9_ ]*(?:\([\d, ]+\))?(?:\[\d*\])*`

/**
 * Messages whose values are between known words. Every value is matched greedily and to the end of the message, since
 * a value can hold quotes, line breaks and anything else that DuckDB writes around it.
 */
const KNOWN: readonly (readonly [pattern: RegExp, replacement: string])[] = [
  [
    /^Duplicate key "([^":]+): [\s\S]*" violates ((?:primary key|unique) constraint)[\s\S]*$/,
    'Duplicate key "$1: …" violates $2',
  ],
  [
    /^(Violates foreign key constraint because key) "([^":]+): [\s\S]*" ((?:does not exist|is still referenced)[^".\n]*)[^"]*$/,
    '$1 "$2: …" $3',
  ],
  // What kerros itself says of a value that it checks while a file is read.
  [/^((?:NULL in|value of) field_\d+)$/, '$1'],
  [/^(NOT NULL constraint failed: [^\n]*)$/, '$1'],
  [/^(CHECK constraint failed on table [^\n]*)$/, '$1'],
  [/^(Catalog write-write conflict on \w+ with "[^"\n]+")$/, '$1'],
  [
    new RegExp(
      `^Could not (convert|cast) (string|value) [\\s\\S]* to ('?)(${TYPE})\\3( when casting from source column [^\\n]+)?$`,
    ),
    'Could not $1 $2 … to $4$5',
  ],
  [
    new RegExp(
      `^Type (${TYPE}) with value [\\s\\S]* can't be cast ((?:because the value is out of range for|to) the destination type ${TYPE})( when casting from source column [^\\n]+)?$`,
    ),
    "Type $1 with value … can't be cast $2$3",
  ],
  [
    new RegExp(
      `^Casting value [\\s\\S]* to type (${TYPE}) failed: value is out of range!( when casting from source column [^\\n]+)?$`,
    ),
    'Casting value … to type $1 failed: value is out of range!$2',
  ],
  // Types with names of fields, which can be long.
  [new RegExp(`^(Type ${TYPE}) with value [\\s\\S]*$`), "$1 with value … can't be cast"],
  [new RegExp(`^(Type ${TYPE} can't be cast as [A-Z]+)\\([\\s\\S]*$`), '$1 …'],
  // Numbers of parameters, not their values.
  [/^(Expected \d+ parameters, but none were supplied)$/, '$1'],
  [/^(Can not bind to parameter number \d+, statement only has \d+ parameter\(s\))$/, '$1'],
  [/^(Values were not provided for the following prepared statement parameters: \d+(?:, \d+)*)$/, '$1'],
  [
    /^CSV Error on Line: (\d+)\n[\s\S]*?\nError when converting column "([^"\n]+)"\. [\s\S]*?\n {2}file = ([^\n]+)\n[\s\S]*$/,
    'CSV Error on line $1 of $3: a value of column "$2" is not valid for the column\'s type',
  ],
  [/^(Overflow in \w+ of \w+) \([\s\S]*$/, '$1'],
  [
    /^(Malformed JSON at byte) \d+ (of input: (?:unexpected|invalid|trailing|empty|no)[a-z ,]*\. {2}Input:) [\s\S]*$/,
    '$1 … $2 …',
  ],
  [
    new RegExp(
      `^(Unimplemented type for cast) \\((${TYPE}) -> (${TYPE})\\)( when casting from source column [^\\n]+)?$`,
    ),
    '$1 ($2 -> $3)$4',
  ],
]

/**
 * Takes from an error message of DuckDB what rows hold, and keeps what the user needs: the kind of error and the names
 * of tables, columns and types. The text of the query goes too.
 *
 * - `Duplicate key "id: 5" violates primary key constraint` becomes `Duplicate key "id: …" violates primary key constraint`
 * - `Could not convert string 'abc' to INT32` becomes `Could not convert string … to INT32`
 *
 * Of a message of a kind that may hold values, only words are shown that are known to be DuckDB's own.
 */
export function cleanDuckDbMessage(message: string): string {
  const text = message
    .replace(/^Failed to (?:extract statements|bind value): /, '')
    .replace(QUERY_TEXT, '')
    .replace(CANDIDATES, '')
    .replace(OWN_NAMES, '')
    .replace(EMPTY_LIST, '')
    .replace(LIST, '\n$1: ')
    .trimEnd()
  const [, kind, body] = /^([A-Za-z][A-Za-z ]* Error): ([\s\S]*)$/.exec(text) ?? [undefined, 'DuckDB Error', text]
  return `${kind}: ${NAMES_ONLY.has(kind!) ? withoutCredentials(body!) : withoutValues(kind!, body!)}`
}

/** @param body A message without its kind. */
function withoutValues(kind: string, body: string): string {
  for (const [pattern, replacement] of KNOWN) if (pattern.test(body)) return body.replace(pattern, replacement)
  // The word at which a statement cannot be parsed is part of it, unless it is a literal.
  if (kind === 'Parser Error') return body.replace(/at or near "'[\s\S]*$/, 'at or near a string literal')
  const start = KNOWN_STARTS.filter((known) => body.startsWith(known)).sort((a, b) => b.length - a.length)[0]
  if (start === undefined) return '…'
  return start === body ? start : `${start} …`
}

import { KerrosError } from '../../../core/errors/index.js'
import type { SnowflakeSessionConfig } from './snowflake-session-config.js'

/** The longest that a statement waits for a lock, in seconds, instead of Snowflake's 12 hours. */
const LOCK_TIMEOUT = 600

/** The longest QUERY_TAG that Snowflake accepts. */
const TAG_LIMIT = 2000

/** Session parameters by name. */
export type SessionParameters = Readonly<Record<string, string | number | boolean>>

/** A timestamp as text: all digits of the second, and the offset as ISO 8601 writes it. */
const TIMESTAMP = 'YYYY-MM-DD HH24:MI:SS.FF9'
const TIMESTAMP_WITH_OFFSET = `${TIMESTAMP}TZH:TZM`

/** The parameters of every session, so that values and types mean the same everywhere. */
const ALWAYS: SessionParameters = {
  TIMEZONE: 'UTC',
  TIMESTAMP_TYPE_MAPPING: 'TIMESTAMP_NTZ',
  // Without it, Snowflake writes JSON with `undefined` and NaN in it.
  STRICT_JSON_OUTPUT: true,
  // A statement that no one waits for any more ends after five minutes, and its locks with it.
  ABORT_DETACHED_QUERY: true,
  // Accounts and users can turn it off: what is written outside of a transaction would be lost then.
  AUTOCOMMIT: true,
  // Where it is on, a name in quotes is another one than the compiler has written.
  QUOTED_IDENTIFIERS_IGNORE_CASE: false,
  // Where it is FIRST, NULL counts as the least value, and `orderBy` with `limit` or a row number picks other rows.
  DEFAULT_NULL_ORDERING: 'LAST',
  // A limit of the account or the user cuts results off without a word.
  ROWS_PER_RESULTSET: 0,
  // Binary as a string, which keys are made of.
  BINARY_INPUT_FORMAT: 'HEX',
  BINARY_OUTPUT_FORMAT: 'HEX',
  // As GeoJSON, the default, they look like an OBJECT.
  GEOGRAPHY_OUTPUT_FORMAT: 'WKT',
  GEOMETRY_OUTPUT_FORMAT: 'WKT',
  // Dates are sent as text of ISO 8601, which a format of the account's would refuse or take for another day.
  DATE_INPUT_FORMAT: 'AUTO',
  TIME_INPUT_FORMAT: 'AUTO',
  TIMESTAMP_INPUT_FORMAT: 'AUTO',
  // What a cast to text gives, also to keys. Snowflake's own defaults keep three digits of a second, or none.
  DATE_OUTPUT_FORMAT: 'YYYY-MM-DD',
  TIME_OUTPUT_FORMAT: 'HH24:MI:SS.FF9',
  TIMESTAMP_OUTPUT_FORMAT: TIMESTAMP_WITH_OFFSET,
  TIMESTAMP_NTZ_OUTPUT_FORMAT: TIMESTAMP,
  TIMESTAMP_LTZ_OUTPUT_FORMAT: TIMESTAMP_WITH_OFFSET,
  TIMESTAMP_TZ_OUTPUT_FORMAT: TIMESTAMP_WITH_OFFSET,
}

/**
 * The one statement that gives a session its parameters.
 *
 * The generated SQL:
 *
 * ```sql
 * alter session set TIMEZONE = 'UTC', TIMESTAMP_TYPE_MAPPING = 'TIMESTAMP_NTZ', STRICT_JSON_OUTPUT = true,
 *   ABORT_DETACHED_QUERY = true, AUTOCOMMIT = true, QUOTED_IDENTIFIERS_IGNORE_CASE = false, DEFAULT_NULL_ORDERING = 'LAST',
 *   ROWS_PER_RESULTSET = 0, BINARY_INPUT_FORMAT = 'HEX', BINARY_OUTPUT_FORMAT = 'HEX', GEOGRAPHY_OUTPUT_FORMAT = 'WKT',
 *   GEOMETRY_OUTPUT_FORMAT = 'WKT', DATE_INPUT_FORMAT = 'AUTO', TIME_INPUT_FORMAT = 'AUTO', TIMESTAMP_INPUT_FORMAT = 'AUTO',
 *   DATE_OUTPUT_FORMAT = 'YYYY-MM-DD', TIME_OUTPUT_FORMAT = 'HH24:MI:SS.FF9',
 *   TIMESTAMP_OUTPUT_FORMAT = 'YYYY-MM-DD HH24:MI:SS.FF9TZH:TZM',
 *   TIMESTAMP_NTZ_OUTPUT_FORMAT = 'YYYY-MM-DD HH24:MI:SS.FF9',
 *   TIMESTAMP_LTZ_OUTPUT_FORMAT = 'YYYY-MM-DD HH24:MI:SS.FF9TZH:TZM',
 *   TIMESTAMP_TZ_OUTPUT_FORMAT = 'YYYY-MM-DD HH24:MI:SS.FF9TZH:TZM', LOCK_TIMEOUT = 600
 * ```
 *
 * @param named The parameters that the connection of `connections.toml` names; those of `config` win over them.
 * @throws KerrosError `E_INVALID_OPTION` for a name or a value that cannot be one.
 * @see https://docs.snowflake.com/en/sql-reference/parameters
 */
export function sessionParametersSql(config: SnowflakeSessionConfig, named: SessionParameters = {}): string {
  const { queryTag, statementTimeout, queuedTimeout, lockTimeout, sessionParameters = {} } = config
  if (queryTag !== undefined) assertQueryTag(queryTag)
  const options = {
    LOCK_TIMEOUT: seconds('lockTimeout', lockTimeout),
    STATEMENT_TIMEOUT_IN_SECONDS: seconds('statementTimeout', statementTimeout),
    STATEMENT_QUEUED_TIMEOUT_IN_SECONDS: seconds('queuedTimeout', queuedTimeout),
    QUERY_TAG: queryTag,
  }
  const parameters = new Map<string, string | number | boolean>()
  for (const source of [ALWAYS, { LOCK_TIMEOUT }, named, options, sessionParameters])
    for (const [name, value] of Object.entries(source))
      if (value !== undefined) parameters.set(parameterName(name), value)
  const assignments = [...parameters].map(([name, value]) => `${name} = ${literal(name, value)}`)
  return `alter session set ${assignments.join(', ')}`
}

/** @throws KerrosError `E_INVALID_OPTION` when Snowflake would refuse a tag for its length. */
export function assertQueryTag(tag: string): void {
  if (tag.length > TAG_LIMIT)
    throw new KerrosError('E_INVALID_OPTION', `the query tag has ${tag.length} characters, the limit is ${TAG_LIMIT}`, {
      hint: 'Shorten it.',
    })
}

function parameterName(name: string): string {
  if (/^[a-z_][a-z0-9_]*$/i.test(name)) return name.toUpperCase()
  throw new KerrosError('E_INVALID_OPTION', `"${name}" cannot be the name of a session parameter`, {
    hint: 'All parameters: show parameters in session',
  })
}

function literal(name: string, value: unknown): string {
  if (typeof value === 'string') return `'${value.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`
  if (typeof value === 'boolean' || Number.isFinite(value)) return String(value)
  throw new KerrosError('E_INVALID_OPTION', `the session parameter ${name} is not a string, number or boolean`, {
    hint: 'All parameters and their values: show parameters in session',
  })
}

function seconds(option: string, value: number | undefined): number | undefined {
  if (value === undefined || (Number.isSafeInteger(value) && value >= 0)) return value
  throw new KerrosError('E_INVALID_OPTION', `\`${option}\` is ${value}, not a whole number of seconds`, {
    hint: 'Give a whole number of at least 0.',
  })
}

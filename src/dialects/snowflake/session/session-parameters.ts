import { KerrosError } from '../../../core/errors/index.js'
import type { SnowflakeSessionConfig } from './snowflake-session-config.js'

/** A statement waits at most so many seconds for a lock, instead of Snowflake's 12 hours. */
const LOCK_TIMEOUT = 600

/** The longest QUERY_TAG that Snowflake takes. */
const TAG_LIMIT = 2000

/** What every session is told first, so that values and types mean the same everywhere. */
const ALWAYS: Readonly<Record<string, string | number | boolean>> = {
  TIMEZONE: 'UTC',
  TIMESTAMP_TYPE_MAPPING: 'TIMESTAMP_NTZ',
  // Without it, Snowflake writes JSON with `undefined` and NaN in it.
  STRICT_JSON_OUTPUT: true,
  // What nobody waits for any more ends after five minutes, and its locks with it.
  ABORT_DETACHED_QUERY: true,
  // Accounts and users can turn it off: what is written outside of a transaction would be lost then.
  AUTOCOMMIT: true,
  // Where it is on, a name in quotes is another one than the compiler has written.
  QUOTED_IDENTIFIERS_IGNORE_CASE: false,
  // As GeoJSON, the default, they cannot be told from an OBJECT.
  GEOGRAPHY_OUTPUT_FORMAT: 'WKT',
  GEOMETRY_OUTPUT_FORMAT: 'WKT',
}

/**
 * The one statement that gives a session its parameters.
 *
 * The generated SQL:
 *
 * ```sql
 * alter session set TIMEZONE = 'UTC', TIMESTAMP_TYPE_MAPPING = 'TIMESTAMP_NTZ', STRICT_JSON_OUTPUT = true,
 *   ABORT_DETACHED_QUERY = true, AUTOCOMMIT = true, QUOTED_IDENTIFIERS_IGNORE_CASE = false, GEOGRAPHY_OUTPUT_FORMAT = 'WKT',
 *   GEOMETRY_OUTPUT_FORMAT = 'WKT', LOCK_TIMEOUT = 600
 * ```
 *
 * @throws KerrosError `E_INVALID_OPTION` for a name or a value that cannot be one.
 * @see https://docs.snowflake.com/en/sql-reference/parameters
 */
export function sessionParametersSql(config: SnowflakeSessionConfig): string {
  const { queryTag, statementTimeout, queuedTimeout, lockTimeout = LOCK_TIMEOUT, sessionParameters = {} } = config
  if (queryTag !== undefined) assertQueryTag(queryTag)
  const parameters: Record<string, string | number | boolean | undefined> = {
    ...ALWAYS,
    LOCK_TIMEOUT: seconds('lockTimeout', lockTimeout),
    STATEMENT_TIMEOUT_IN_SECONDS: seconds('statementTimeout', statementTimeout),
    STATEMENT_QUEUED_TIMEOUT_IN_SECONDS: seconds('queuedTimeout', queuedTimeout),
    QUERY_TAG: queryTag,
  }
  for (const [name, value] of Object.entries(sessionParameters)) parameters[parameterName(name)] = value
  const assignments = Object.entries(parameters).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name} = ${literal(value)}`],
  )
  return `alter session set ${assignments.join(', ')}`
}

/** @throws KerrosError `E_INVALID_OPTION` when Snowflake would refuse a tag for its length. */
export function assertQueryTag(tag: string): void {
  if (tag.length > TAG_LIMIT)
    throw new KerrosError('E_INVALID_OPTION', `the query tag has ${tag.length} characters, ${TAG_LIMIT} are the most`, {
      hint: 'Shorten it.',
    })
}

function parameterName(name: string): string {
  if (/^[a-z_][a-z0-9_]*$/i.test(name)) return name.toUpperCase()
  throw new KerrosError('E_INVALID_OPTION', `"${name}" cannot be the name of a session parameter`, {
    hint: 'All parameters: show parameters in session',
  })
}

function literal(value: string | number | boolean): string {
  return typeof value === 'string' ? `'${value.replaceAll('\\', '\\\\').replaceAll("'", "''")}'` : String(value)
}

function seconds(option: string, value: number | undefined): number | undefined {
  if (value === undefined || (Number.isSafeInteger(value) && value >= 0)) return value
  throw new KerrosError('E_INVALID_OPTION', `\`${option}\` is ${value}, not a whole number of seconds`, {
    hint: 'Give a whole number from 0 on.',
  })
}

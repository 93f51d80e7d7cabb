import { type ErrorCode, isKerrosError, KerrosError } from '../../../core/errors/index.js'
import { foldBack } from '../text/fold-back.js'
import { cleanSnowflakeMessage } from './clean-snowflake-message.js'
import { redactSql } from './redact-sql.js'

/** What is known of a statement that failed. */
export interface FailedStatement {
  readonly sql: string
  readonly requestId?: string | undefined
  readonly queryId?: string | undefined
}

/** An error of Snowflake, with what its history and its support ask for. No field holds a value of a row or a literal. */
export class SnowflakeError extends KerrosError {
  /** Snowflake's code, such as `002003`; the driver's, such as `401001`, when Snowflake did not answer. */
  readonly snowflakeCode: string | undefined
  /** The five characters of the SQL standard for this kind of error, such as `42000`, if Snowflake sent them. */
  readonly sqlState: string | undefined
  /** The id under which Snowflake's history has the statement, if it got that far. */
  readonly queryId: string | undefined
  /** The statement, its literals and comments taken out. */
  readonly sql: string | undefined

  constructor(code: ErrorCode, message: string, details: SnowflakeErrorDetails = {}) {
    super(code, message, details.hint === undefined ? {} : { hint: details.hint })
    this.snowflakeCode = details.snowflakeCode
    this.sqlState = details.sqlState
    this.queryId = details.queryId
    this.sql = details.sql
  }
}

/** What a {@link SnowflakeError} has in addition to its code and its message. */
export interface SnowflakeErrorDetails {
  readonly hint?: string | undefined
  readonly snowflakeCode?: string | undefined
  readonly sqlState?: string | undefined
  readonly queryId?: string | undefined
  readonly sql?: string | undefined
}

/** The fields of an error of `snowflake-sdk` that are of use. The rest may hold requests, answers and tokens. */
export interface SdkError extends Error {
  readonly code?: string | number
  readonly sqlState?: string
  readonly data?: { readonly queryId?: string; readonly sqlState?: string } | null
  readonly response?: { readonly statusCode?: number; readonly status?: number }
}

/** The error that ends a statement which was cancelled. */
export function cancelledError(statement?: FailedStatement): SnowflakeError {
  return new SnowflakeError('E_CANCELLED', 'the statement was cancelled', {
    ...(statement && { sql: redactSql(statement.sql), queryId: statement.queryId }),
  })
}

/** Snowflake's code for an error, as text; `''` when it has no code. */
export function sdkCode(error: unknown): string {
  const { code } = (error ?? {}) as SdkError
  return code === undefined || code === null ? '' : String(code)
}

/** The error for a failed statement; an error that did not come from the driver is returned unchanged. */
export function toStatementError(cause: unknown, statement: FailedStatement): unknown {
  if (isKerrosError(cause) || !isSdkError(cause)) return cause
  const code = sdkCode(cause)
  const details = {
    snowflakeCode: code,
    sqlState: cause.sqlState ?? cause.data?.sqlState,
    queryId: statement.queryId ?? cause.data?.queryId,
    sql: redactSql(statement.sql),
  }
  if (code === '000604' || code === '604')
    return new SnowflakeError('E_CANCELLED', 'the statement was cancelled', details)
  const message = `${cleanSnowflakeMessage(cause.message)}${reference(details)}`
  if (code === '000630' || code === '000631')
    return new SnowflakeError('E_QUERY', message, {
      ...details,
      hint: 'Raise `statementTimeout`, make the statement smaller, or run it on a larger warehouse.',
    })
  if (details.sqlState === '42501' || code === '003001' || code === '003540')
    return new SnowflakeError('E_NOT_PERMITTED', message, {
      ...details,
      hint: 'The role of the session lacks a privilege: grant it, or connect with another role.',
    })
  return new SnowflakeError('E_QUERY', message, details)
}

/** Whether an error is the driver's or Snowflake's, not a defect of kerros. */
export function isSdkError(error: unknown): error is SdkError {
  if (!(error instanceof Error) || isKerrosError(error)) return false
  const { code } = error as SdkError
  return typeof code === 'string' || typeof code === 'number' || isNoAnswer(error)
}

/** Whether what came was no answer of Snowflake, such as the page of a proxy: the driver's error has no code then. */
export function isNoAnswer(error: Error): boolean {
  return error.name === 'OperationFailedError' && sdkCode(error) === ''
}

function reference({ snowflakeCode, sqlState, queryId }: SnowflakeErrorDetails): string {
  const parts = [snowflakeCode, sqlState && `SQLSTATE ${sqlState}`, queryId && `query ${queryId}`].filter(Boolean)
  return parts.length === 0 ? '' : ` (${parts.join(', ')})`
}

/** `invalid identifier 'R.RATNG'`; parts that were created in quotes are in quotes: `invalid identifier 'R."ratng"'`. */
const UNKNOWN = /\binvalid identifier '((?:"(?:[^"]|"")+"|[^"'\n.]+)(?:\.(?:"(?:[^"]|"")+"|[^"'\n.]+))*)'/i

/** The column that Snowflake cannot find, where that is what its message says, as a model would name it. */
export function unknownColumnName(message: string): string | undefined {
  const name = UNKNOWN.exec(message)?.[1]
  const last = name?.match(/"(?:[^"]|"")+"|[^".]+/g)?.at(-1)
  return last?.startsWith('"') ? last.slice(1, -1).replaceAll('""', '"') : last && foldBack(last)
}

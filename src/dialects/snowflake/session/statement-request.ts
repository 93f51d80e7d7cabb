import type { SnowflakeBind } from '../values/snowflake-binds.js'
import type { SdkStatementOptions } from './sdk-connection.js'
import { assertQueryTag } from './session-parameters.js'

/** What a statement is sent with, in addition to its text and its values. */
export interface RequestSettings {
  readonly requestId: string
  readonly queryTag?: string | undefined
  readonly statementTimeout?: number | undefined
}

/** A value for each `?`, or a row of them for each row of a bulk insert. */
export type StatementBinds = readonly SnowflakeBind[] | readonly SnowflakeBind[][]

/** A statement as it is sent, the same each time that it is. */
export interface StatementRequest {
  readonly sql: string
  readonly requestId: string
  /** The QUERY_TAG under which the history has the statement and no other; missing when the tag is not unique. */
  readonly uniqueTag: string | undefined
  readonly options: SdkStatementOptions
}

/**
 * Makes a statement ready to be sent. A tag that is a JSON object gets the request's id as its field `request`, so that
 * the statement can be found in the history if its answer is lost.
 *
 * @throws KerrosError `E_INVALID_OPTION` for a tag that is too long.
 */
export function statementRequest(sql: string, binds: StatementBinds, settings: RequestSettings): StatementRequest {
  const { requestId, queryTag, statementTimeout } = settings
  const uniqueTag = queryTag === undefined ? undefined : withRequest(queryTag, requestId)
  const tag = uniqueTag ?? queryTag
  if (tag !== undefined) assertQueryTag(tag)
  const parameters = {
    ...(tag !== undefined && { QUERY_TAG: tag }),
    ...(statementTimeout !== undefined && { STATEMENT_TIMEOUT_IN_SECONDS: statementTimeout }),
  }
  const options: SdkStatementOptions = {
    sqlText: sql,
    requestId,
    ...(binds.length > 0 && { binds }),
    ...(Object.keys(parameters).length > 0 && { parameters }),
  }
  return { sql, requestId, uniqueTag, options }
}

function withRequest(tag: string, requestId: string): string | undefined {
  if (!tag.startsWith('{')) return undefined
  try {
    const parsed: unknown = JSON.parse(tag)
    return JSON.stringify({ ...(parsed as object), request: requestId })
  } catch {
    return undefined
  }
}

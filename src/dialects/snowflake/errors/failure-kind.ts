import { isNoAnswer, type SdkError, sdkCode } from './snowflake-errors.js'

/**
 * What a failure says about the statement:
 *
 * - `refused`: Snowflake has refused or cancelled it; it has changed nothing.
 * - `lost`: no answer came, so it may have run; the session may still live.
 * - `expired`: the session is gone. It has not run, unless an earlier answer was lost.
 */
export type FailureKind = 'refused' | 'lost' | 'expired'

/**
 * Tokens and sessions that are gone, and the driver's way of saying so. It renews a session token (390112) by itself,
 * with the same request id; here is what it gives up on.
 */
const EXPIRED: ReadonlySet<string> = new Set([
  '390104',
  '390110',
  '390111',
  '390112',
  '390114',
  '401004',
  '407001',
  '407002',
])

/** The driver's codes for answers that did not come, or were no answers. It has tried for a minute by then. */
const LOST: ReadonlySet<string> = new Set(['401001', '401002', '401003'])

/** Tells the kinds of failures apart. */
export function failureKind(error: unknown): FailureKind {
  const code = sdkCode(error)
  if (EXPIRED.has(code)) return 'expired'
  if (error instanceof Error && isNoAnswer(error)) return 'lost'
  if (!LOST.has(code)) return 'refused'
  const { response } = error as SdkError
  const status = response?.statusCode ?? response?.status
  return status === 401 ? 'expired' : 'lost'
}

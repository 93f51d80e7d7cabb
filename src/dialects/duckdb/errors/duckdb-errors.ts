import { isKerrosError, KerrosError } from '../../../core/errors/index.js'
import { cleanDuckDbCause } from './clean-duckdb-cause.js'
import { cleanDuckDbMessage } from './clean-duckdb-message.js'

/** The error that ends a query which was interrupted. */
export function cancelledError(cause?: unknown): KerrosError {
  return new KerrosError('E_CANCELLED', 'the query was cancelled', cause === undefined ? {} : { cause })
}

/**
 * The error for a statement that DuckDB rejects: `E_CANCELLED` when it was interrupted, `E_NOT_PERMITTED` when
 * the database is open read-only, `E_LOCKED` when another transaction has written the same rows, else `E_QUERY` with
 * DuckDB's message, freed of row values. The
 * error's `cause` is the original, freed of them too. An error that does not come from DuckDB is returned unchanged.
 */
export function toQueryError(error: unknown): unknown {
  // DuckDB throws plain errors; a TypeError, say, is a defect and keeps its stack.
  if (isKerrosError(error) || !(error instanceof Error) || error.name !== 'Error') return error
  const { message } = error
  const cause = cleanDuckDbCause(error)
  if (message.startsWith('INTERRUPT Error')) return cancelledError(cause)
  const readOnly = /on database "([^"]+)" which is attached in read-only mode/.exec(message)
  if (readOnly)
    return new KerrosError('E_NOT_PERMITTED', `the DuckDB database "${readOnly[1]}" is open read-only`, {
      hint: 'To write to it, open it with `readOnly: false`: connect(target, { … }, { readOnly: false }).',
      cause,
    })
  if (CONFLICT.test(message)) return conflictError(message, cause)
  return new KerrosError('E_QUERY', cleanDuckDbMessage(message), {
    cause,
    ...(PARAMETERS.test(message) && {
      hint: 'Only the last of several statements gets the parameters: send each statement with a `sql` of its own.',
    }),
  })
}

/** A statement that has other parameters than it is given. */
const PARAMETERS =
  /Invalid Input Error: (?:Expected \d+ parameters, but none|Can not bind to parameter number|Values were not provided)/

/** How DuckDB ends all but one of several transactions that write the same thing. */
const CONFLICT =
  /^TransactionContext Error: .*(write-write conflict|Transaction conflict:|Conflict on |Failed to commit: PRIMARY KEY)/s

function conflictError(message: string, cause: Error): KerrosError {
  // An entry of the catalog may be named by its path, whose parts are separated by `\0`.
  const name = /(?: with| into table) "([^"]+)"/
    .exec(message)?.[1]
    ?.split(/\\0|\0/)
    .at(-1)
  const what = name === undefined ? 'the same rows' : `"${name}"`
  return new KerrosError('E_LOCKED', `another run has written ${what} at the same time`, {
    hint: 'This run changed nothing. Run it again after the other one has ended: runs on one target cannot overlap.',
    cause,
  })
}

/** Whether DuckDB refuses to go on because an earlier statement of the transaction failed. */
export function isAbortedTransaction(error: unknown): boolean {
  return error instanceof Error && error.message.includes('Current transaction is aborted')
}

/** Whether DuckDB says that there is no transaction to end. */
export function isNoTransaction(error: unknown): boolean {
  return error instanceof Error && error.message.includes('no transaction is active')
}

/** `Referenced column "x" not found in FROM clause!`, `Table "o" does not have a column named "x"`. */
const UNKNOWN = /^Binder Error: [^\n]*?(?:Referenced column "((?:[^"]|"")+)" not found|a column named "((?:[^"]|"")+)")/

/** The column that DuckDB cannot find, if its message is about one. */
export function unknownColumnName(message: string): string | undefined {
  const [, referenced, named] = UNKNOWN.exec(message) ?? []
  return (referenced ?? named)?.replaceAll('""', '"')
}

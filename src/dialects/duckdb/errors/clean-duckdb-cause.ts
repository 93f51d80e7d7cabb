import { cleanDuckDbMessage } from './clean-duckdb-message.js'

/**
 * What DuckDB threw, ready to be the `cause` of an error for the user: printing an error prints its causes, so message and
 * stack are freed of row values like any other message. Messages of the system about files are left unchanged.
 */
export function cleanDuckDbCause(error: Error): Error {
  if ('syscall' in error) return error
  const { name, message, stack = '' } = error
  const cleaned = new Error(cleanDuckDbMessage(message))
  const start = stack.indexOf(message)
  // A stack begins with the message, which may have lines that look like places.
  cleaned.stack = `${name}: ${cleaned.message}${start < 0 ? '' : stack.slice(start + message.length)}`
  return cleaned
}

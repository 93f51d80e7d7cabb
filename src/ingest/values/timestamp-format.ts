import type { TimestampFormat } from '../../core/ports/data-file.js'

/** What the plain form, which engines read fastest, does not include. */
const ZONE = /^\d{4}-\d{2}-\d{2}[T ].*(?:Z|[+-]\d{2}(?::?\d{2})?)$/

/**
 * How a file writes the timestamps of one column. The first value decides between seconds and ISO 8601, and every row must
 * follow it. Of ISO 8601, values without a time zone are read faster.
 *
 * @param values The values at the file's beginning that are not empty.
 */
export function timestampFormat(values: readonly string[]): TimestampFormat {
  const [first] = values
  if (first === undefined) return 'text'
  if (/^[ \t]*[+-]?\d+(\.\d*)?[ \t]*$/.test(first)) return 'epoch'
  return values.some((value) => ZONE.test(value)) ? 'iso' : 'text'
}

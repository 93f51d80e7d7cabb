import type { TimestampFormat } from '../core/ports/data-file.js'

/** A moment as ISO 8601 has it, down to microseconds; without a zone it is UTC. */
const ISO = /^(\d{4}-\d{2}-\d{2})[T ]([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,6})?(Z|[+-](0\d|1[0-4])(:?[0-5]\d)?)?$/

/** What the plain format, which engines read fastest, has no room for. */
const BEYOND_PLAIN = /[T.Z]|\d[+-]\d{2}(:?\d{2})?$/

/**
 * How a file writes the points in time of one column. The first value tells seconds from text; among text, one value with
 * a `T`, a fraction or a zone is enough for ISO 8601, of which the plain form is a part. Every row is then held to it.
 *
 * @param values The values at the file's beginning that are not empty.
 */
export function timestampFormat(values: readonly string[]): TimestampFormat {
  const [first] = values
  if (first === undefined) return 'text'
  if (/^\s*[+-]?\d+(\.\d*)?\s*$/.test(first)) return 'epoch'
  return values.some((value) => isIso(value) && BEYOND_PLAIN.test(value.slice('YYYY-MM-DD'.length))) ? 'iso' : 'text'
}

/** Whether or not a text has the shape of a moment in ISO 8601; its day may still be none. */
export function isIso(text: string): boolean {
  return ISO.test(text)
}

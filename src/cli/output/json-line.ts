import { jsonPart } from '../../util/to-json.js'

/** One event as a line of JSON, with values as in rows. Durations are rounded to thousandths of a millisecond: more digits mean nothing. */
export function jsonLine(event: object): string {
  const text = JSON.stringify(event, function (this: unknown, key, value) {
    return key === 'durationMs' && typeof value === 'number'
      ? Math.round(value * 1000) / 1000
      : jsonPart.call(this, key, value)
  })
  return `${text}\n`
}

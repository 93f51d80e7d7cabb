/**
 * A row's value as JSON: numbers that JSON does not have become strings (`"NaN"`, `"Infinity"`, `"-Infinity"`, a bigint's
 * digits), so that none of them looks like NULL; bytes become hexadecimal.
 */
export function toJson(value: unknown): string {
  return JSON.stringify(value, (_, part) => {
    if (typeof part === 'bigint' || (typeof part === 'number' && !Number.isFinite(part))) return String(part)
    return part instanceof Uint8Array ? Buffer.from(part).toString('hex') : part
  })
}

/** One event as a line of JSON. Durations are rounded to thousandths of a millisecond: more digits mean nothing. */
export function jsonLine(event: object): string {
  const text = JSON.stringify(event, (key, value) =>
    key === 'durationMs' && typeof value === 'number' ? Math.round(value * 1000) / 1000 : value,
  )
  return `${text}\n`
}

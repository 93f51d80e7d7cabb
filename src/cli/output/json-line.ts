/** One event as a line of JSON. Durations are rounded to thousandths of a millisecond: more digits tell nothing. */
export function jsonLine(event: object): string {
  const text = JSON.stringify(event, (key, value) =>
    key === 'durationMs' && typeof value === 'number' ? Math.round(value * 1000) / 1000 : value,
  )
  return `${text}\n`
}

import { toJson } from '../util/to-json.js'

/** What a category is called in a picture; dates as in ISO 8601, without a time of midnight. */
export function categoryText(value: unknown): string {
  if (value === null || value === undefined) return 'null'
  if (value instanceof Date)
    return value
      .toISOString()
      .replace('T', ' ')
      .replace(/( 00:00:00)?(\.000)?Z$/, '')
  return typeof value === 'object' ? toJson(value) : String(value)
}

/**
 * A value as it is written at its bar, with commas between thousands; `null` only for NULL, which NaN and the infinities are not.
 *
 * @param scale How many digits after the point; those that the number has, but four at most, where it is undefined.
 */
export function valueText(value: unknown, scale?: number): string {
  const number = chartNumber(value)
  if (number === null) return value === null || value === undefined ? 'null' : String(Number(value))
  const digits = scale === undefined ? { maximumFractionDigits: 4 } : { minimumFractionDigits: scale }
  return number.toLocaleString('en', { maximumFractionDigits: Math.max(4, scale ?? 0), ...digits })
}

/** A value's number; null for NULL and for what is no finite number, which has no place on an axis. */
export function chartNumber(value: unknown): number | null {
  if (value === null || value === undefined) return null
  const number = Number(value)
  return Number.isFinite(number) ? number : null
}

/** A column's name as a title: `avg_rating` is `Avg rating`. */
export function columnTitle(column: string): string {
  const words = column.replaceAll('_', ' ').trim()
  return words.charAt(0).toUpperCase() + words.slice(1)
}

/** A chart's own title, or what its columns say. */
export function chartTitle(chart: {
  readonly title: string | undefined
  readonly category: string
  readonly value: string
}): string {
  return chart.title ?? `${columnTitle(chart.value)} by ${columnTitle(chart.category).toLowerCase()}`
}

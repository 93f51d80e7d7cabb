import type { Chart } from '../core/definitions/chart.js'
import { categoryText } from './chart-text.js'

/** How the values of a line's category are placed: by time, by number, or one after the other. */
export type CategoryScale = 'time' | 'number' | 'names'

/** Bars have names; a line has an axis of time or of numbers where all of its categories are dates or numbers. */
export function categoryScale(
  { mark, category }: Pick<Chart, 'mark' | 'category'>,
  rows: readonly Row[],
): CategoryScale {
  const values = rows.map((row) => row[category]).filter((value) => value !== null && value !== undefined)
  if (mark === 'bar' || values.length === 0) return 'names'
  if (values.every((value) => typeof value === 'number' || typeof value === 'bigint')) return 'number'
  return values.every((value) => timeOf(value) !== undefined) ? 'time' : 'names'
}

/** A category where its scale has it: milliseconds since 1970, a number, or its name. */
export function categoryValue(value: unknown, scale: CategoryScale): number | string | null {
  if (scale === 'names') return categoryText(value)
  if (value === null || value === undefined) return null
  return scale === 'time' ? (timeOf(value) ?? null) : Number(value)
}

type Row = { readonly [column: string]: unknown }

const ISO = /^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?)?Z?$/

/** Milliseconds since 1970 of a date, or of a string that is one; without a time zone it is UTC. */
function timeOf(value: unknown): number | undefined {
  if (value instanceof Date) return value.getTime()
  if (typeof value !== 'string' || !ISO.test(value)) return undefined
  const time = Date.parse(value.length === 10 || value.endsWith('Z') ? value : `${value.replace(' ', 'T')}Z`)
  return Number.isNaN(time) ? undefined : time
}

import type { DateString } from '../columns/index.js'

/** A time in UTC: a date, a date with a time of day, or a JavaScript `Date`. */
export type TimeInput = DateString | `${DateString}T${string}` | Date

const TIME = /^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?(Z|[+-]\d{2}:\d{2})?)?$/

/** Reads a time; without a zone it is in UTC. `undefined` for what is not a time, 30 February included. */
export function parseTime(value: unknown): Date | undefined {
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? undefined : value
  const zone = typeof value === 'string' ? TIME.exec(value) : null
  if (!zone) return undefined
  const text = (value as string).replace(' ', 'T')
  const [day = ''] = text.split('T')
  // JavaScript takes 30 February for 2 March.
  if (Number.isNaN(Date.parse(day)) || new Date(day).toISOString().slice(0, 10) !== day) return undefined
  const parsed = new Date(text.length === 10 || zone[1] !== undefined ? text : `${text}Z`)
  return Number.isNaN(parsed.getTime()) ? undefined : parsed
}

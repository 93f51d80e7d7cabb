import { KerrosError } from '../../errors/index.js'

/** Units of the calendar. Weeks begin on Monday. */
export type CalendarPart = 'year' | 'quarter' | 'month' | 'week' | 'day'

/** Units within a day. */
export type TimePart = 'hour' | 'minute' | 'second' | 'millisecond' | 'microsecond'

/** What a date can be cut to, moved by and measured in. */
export type DatePart = CalendarPart | TimePart

/**
 * What can be read out of a date. `week` and `year_of_week` are ISO 8601's; `day_of_week` is 1 (Monday) to 7 (Sunday);
 * `epoch_second` counts whole seconds since 1970-01-01.
 */
export type ExtractPart =
  | CalendarPart
  | 'hour'
  | 'minute'
  | 'second'
  | 'day_of_week'
  | 'day_of_year'
  | 'year_of_week'
  | 'epoch_second'

const CALENDAR_PARTS: readonly string[] = ['year', 'quarter', 'month', 'week', 'day'] satisfies CalendarPart[]
const TIME_PARTS: readonly string[] = ['hour', 'minute', 'second', 'millisecond', 'microsecond'] satisfies TimePart[]

/** Whether a part is a unit within a day. */
export function isTimePart(part: string): boolean {
  return TIME_PARTS.includes(part)
}

/**
 * The part itself: what plain JavaScript passes is checked, since parts become keywords of SQL.
 *
 * @throws KerrosError `E_INVALID_OPTION` for anything else.
 */
export function checkedDatePart(part: string): string {
  if (CALENDAR_PARTS.includes(part) || isTimePart(part)) return part
  throw new KerrosError('E_INVALID_OPTION', `"${part}" is not a part of a date`, {
    hint: `Use one of ${[...CALENDAR_PARTS, ...TIME_PARTS].join(', ')}.`,
  })
}

const EXTRACT_PARTS: readonly string[] = [
  ...CALENDAR_PARTS,
  'hour',
  'minute',
  'second',
  'day_of_week',
  'day_of_year',
  'year_of_week',
  'epoch_second',
]

/**
 * The part itself, for reading it out of a date; see {@link checkedDatePart}.
 *
 * @throws KerrosError `E_INVALID_OPTION` for anything else.
 */
export function checkedExtractPart(part: string): ExtractPart {
  if (EXTRACT_PARTS.includes(part)) return part as ExtractPart
  throw new KerrosError('E_INVALID_OPTION', `"${part}" cannot be read out of a date`, {
    hint: `Use one of ${EXTRACT_PARTS.join(', ')}.`,
  })
}

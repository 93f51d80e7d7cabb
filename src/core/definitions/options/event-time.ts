import type { Columns, DateString } from '../../columns/index.js'
import type { Diagnostic } from '../../errors/index.js'
import { didYouMean } from '../../graph/did-you-mean.js'
import { invalid } from './values/definition-diagnostics.js'
import { kindOf } from './values/option-checks.js'

/** The columns of a row that can be its event time: timestamps and dates. */
export type EventTimeColumn<Row> = string extends keyof Row
  ? string
  : { [K in keyof Row & string]: NonNullable<Row[K]> extends Date | DateString ? K : never }[keyof Row & string]

/**
 * An event time that is not the name of a column.
 *
 * @param of Whose option it is, when not the definition's own: ` of table "orders"`.
 */
export function checkEventTime(eventTime: unknown, of = ''): readonly Diagnostic[] {
  if (eventTime === undefined || (typeof eventTime === 'string' && eventTime !== '')) return []
  const what = eventTime === '' ? 'empty' : `${kindOf(eventTime)}, not a column`
  return [
    invalid(
      `the option "eventTime"${of} is ${what}`,
      "Name a timestamp or a date: eventTime: 'occurred_at'.",
      'eventTime',
    ),
  ]
}

/** An event time that declared columns do not have, or that is no time. */
export function checkDeclaredEventTime(eventTime: unknown, columns: Columns, of: string): readonly Diagnostic[] {
  if (typeof eventTime !== 'string' || eventTime === '') return []
  const column = Object.hasOwn(columns, eventTime) ? columns[eventTime] : undefined
  if (!column)
    return [
      invalid(
        `the option "eventTime"${of} names the column "${eventTime}", which is not there`,
        didYouMean(eventTime, Object.keys(columns), 'Its columns are'),
        eventTime,
      ),
    ]
  const { name } = column.type
  if (name === 'timestamp' || name === 'date') return []
  return [
    invalid(
      `the option "eventTime"${of} names the column "${eventTime}", which is ${name}`,
      'Name a timestamp or a date.',
      eventTime,
    ),
  ]
}

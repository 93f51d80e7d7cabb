import { describeSqlType } from '../../columns/index.js'
import type { Diagnostic } from '../../errors/index.js'
import type { OutputColumn } from '../../infer/output-column.js'
import { unknownColumns } from './unknown-columns.js'

/** An event time that the query does not return, or that is no time. */
export function checkEventTimeColumn(
  name: string,
  eventTime: string | undefined,
  columns: readonly Pick<OutputColumn, 'name' | 'type'>[],
): readonly Diagnostic[] {
  if (eventTime === undefined) return []
  const unknown = unknownColumns([[`the eventTime of "${name}"`, eventTime]], columns, 'its query does not return')
  const type = columns.find((column) => column.name === eventTime)?.type
  if (!type || type.name === 'timestamp' || type.name === 'date') return unknown
  return [
    {
      code: 'E_TYPE_MISMATCH',
      message: `the eventTime of "${name}" names "${eventTime}", which is ${describeSqlType(type)}`,
      names: [eventTime],
      hint: 'Name a timestamp or a date, or make one of it with castTo(…).',
    },
  ]
}

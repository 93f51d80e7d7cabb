import {
  checkedDatePart,
  checkedExtractPart,
  type ExtractPart,
  isTimePart,
} from '../../../core/functions/call/date-part.js'
import { immediateText } from '../../../core/nodes/immediate.js'
import type { RenderFunction } from '../../../core/render/function-table.js'
import { pattern } from '../../../core/render/render.js'

/** Date plus interval is a TIMESTAMP; the type of the argument says what it was. By hours, a DATE becomes one anyway. */
export const dateAdd: RenderFunction = (write, args, node) => {
  const part = checkedDatePart(immediateText(args[0]))
  const moved = `{2!} + {1!} * interval 1 ${part}`
  pattern(isTimePart(part) ? `(${moved})` : `cast_to_type(${moved}, {2})`)(write, args, node)
}

/** DATE_DIFF of weeks counts spans of seven days, not Mondays. */
export const dateDiff: RenderFunction = (write, args, node) => {
  const isWeek = immediateText(args[0]) === 'week'
  const weeks = "(date_diff('day', date_trunc('week', {1}), date_trunc('week', {2})) // 7)"
  pattern(isWeek ? weeks : 'date_diff({0}, {1}, {2})')(write, args, node)
}

/** Rows of times, one unit after the other: the function's arguments are the unit, the first time and how many. */
export function spine(type: string): RenderFunction {
  return (write, args, node) => {
    const part = checkedDatePart(immediateText(args[0]))
    const time = `cast({1} as ${type}) + "range" * interval 1 ${part}`
    const value = type === 'date' ? `cast(${time} as date)` : time
    pattern(`(select ${value} as "value" from range({2}))`)(write, args, node)
  }
}

const PART_NAMES: { readonly [P in ExtractPart]?: string } = {
  day_of_week: 'isodow',
  day_of_year: 'doy',
  year_of_week: 'isoyear',
}

export const datePart: RenderFunction = (write, args, node) => {
  const part = checkedExtractPart(immediateText(args[0]))
  const seconds = "cast(floor(date_part('epoch', {1})) as bigint)"
  pattern(part === 'epoch_second' ? seconds : `date_part('${PART_NAMES[part] ?? part}', {1})`)(write, args, node)
}

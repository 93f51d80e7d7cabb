import { checkedExtractPart, type ExtractPart } from '../../../core/functions/call/date-part.js'
import { immediateText } from '../../../core/nodes/immediate.js'
import type { RenderFunction } from '../../../core/render/function-table.js'
import { call, pattern } from '../../../core/render/render.js'

/** The Monday of a date's week. DATE_TRUNC would follow the session's WEEK_START. */
const monday = (x: string): string => `dateadd('day', 1 - date_part('dayofweekiso', ${x}), date_trunc('day', ${x}))`

export const dateTrunc: RenderFunction = (write, args, node) =>
  (immediateText(args[0]) === 'week' ? pattern(monday('{1}')) : call('date_trunc'))(write, args, node)

export const dateDiff: RenderFunction = (write, args, node) => {
  const weeks = `cast(datediff('day', ${monday('{1}')}, ${monday('{2}')}) / 7 as integer)`
  ;(immediateText(args[0]) === 'week' ? pattern(weeks) : call('datediff'))(write, args, node)
}

/** Rows of times, one unit after the other: the function's arguments are the unit, the first time and how many. */
export function spine(type: string): RenderFunction {
  return pattern(
    `(select dateadd({0}, row_number() over (order by seq8()) - 1, cast({1} as ${type})) as "VALUE" from table(generator(rowcount => {2})))`,
  )
}

const MICROSECONDS = "cast(datediff('microsecond', '1970-01-01'::timestamp_ntz, {0}) as varchar)"
const NANOSECONDS = "mod(date_part('nanosecond', {0}), 1000)"

/** A timestamp has three digits more than its microseconds say. */
export const instantText = pattern(
  `(${MICROSECONDS} || iff(${NANOSECONDS} = 0, '', '.' || cast(${NANOSECONDS} as varchar)))`,
)

const PART_NAMES: { readonly [P in ExtractPart]?: string } = {
  week: 'weekiso',
  day_of_week: 'dayofweekiso',
  day_of_year: 'dayofyear',
  year_of_week: 'yearofweekiso',
}

export const datePart: RenderFunction = (write, args, node) => {
  const part = checkedExtractPart(immediateText(args[0]))
  pattern(`date_part('${PART_NAMES[part] ?? part}', {1})`)(write, args, node)
}

import { type OperationNode, ValueNode } from 'kysely'
import type { SqlType } from '../columns/index.js'
import type { CanonicalFunction } from '../functions/call/canonical-function.js'
import { isTimePart } from '../functions/call/date-part.js'
import { immediate, immediateText, immediateType } from '../nodes/immediate.js'
import { commonType, typeOfOne } from './either-type.js'

type TypeOf = (node: OperationNode) => SqlType | undefined
type ResultType = (args: readonly OperationNode[], typeOf: TypeOf) => SqlType | undefined

const BOOLEAN: SqlType = { name: 'boolean' }
const BIGINT: SqlType = { name: 'bigint' }
const DATE: SqlType = { name: 'date' }
const DOUBLE: SqlType = { name: 'double' }
const JSON_TYPE: SqlType = { name: 'json' }
const TIMESTAMP: SqlType = { name: 'timestamp' }
const VARCHAR: SqlType = { name: 'varchar' }

const always =
  (type: SqlType): ResultType =>
  () =>
    type
const unknown: ResultType = () => undefined
const first: ResultType = (args, typeOf) => args[0] && typeOf(args[0])
const common: ResultType = (args, typeOf) => commonType(args.filter((arg) => !isNull(arg)).map(typeOf))
// Engines make timestamps of dates next to one.
const extreme: ResultType = (args, typeOf) => {
  const types = args.map(typeOf)
  const areDatesOrTimestamps = types.every((type) => type?.name === 'date' || type?.name === 'timestamp')
  return areDatesOrTimestamps && types.some((type) => type?.name === 'timestamp') ? TIMESTAMP : common(args, typeOf)
}
const arrayOf = (element: SqlType | undefined): SqlType | undefined => element && { name: 'array', element }
const isNull = (node: OperationNode): boolean => ValueNode.is(node) && node.value === null

/** The types of the canonical functions' results, as far as they follow from their arguments; the same on every engine. */
export const canonicalResultType: { readonly [F in CanonicalFunction]: ResultType } = {
  concat: always(VARCHAR),
  contains: always(BOOLEAN),
  ends_with: always(BOOLEAN),
  left: always(VARCHAR),
  length: always(BIGINT),
  lower: always(VARCHAR),
  lpad: always(VARCHAR),
  ltrim: always(VARCHAR),
  md5: always(VARCHAR),
  position: always(BIGINT),
  regexp_group: always(VARCHAR),
  regexp_like: always(BOOLEAN),
  regexp_replace: always(VARCHAR),
  replace: always(VARCHAR),
  right: always(VARCHAR),
  rtrim: always(VARCHAR),
  split_part: always(VARCHAR),
  starts_with: always(BOOLEAN),
  substring: always(VARCHAR),
  trim: always(VARCHAR),
  upper: always(VARCHAR),
  abs: first,
  ceil: (args, typeOf) => rounded(first(args, typeOf), 0),
  divide: always(DOUBLE),
  exp: always(DOUBLE),
  floor: (args, typeOf) => rounded(first(args, typeOf), 0),
  greatest: extreme,
  haversine: always(DOUBLE),
  least: extreme,
  ln: always(DOUBLE),
  mod: (args, typeOf) => {
    const type = common(args, typeOf)
    return type?.name === 'decimal' ? undefined : type
  },
  power: always(DOUBLE),
  round: (args, typeOf) => {
    const type = first(args, typeOf)
    const digits = immediate(args[1])
    if (type?.name === 'integer' || type?.name === 'bigint') return type
    return typeof digits === 'number' ? rounded(type, digits) : undefined
  },
  sqrt: always(DOUBLE),
  date_add: ([part, , date], typeOf) => {
    const type = date && typeOf(date)
    return type?.name === 'date' && isTimePart(immediateText(part)) ? TIMESTAMP : type
  },
  date_diff: always(BIGINT),
  date_from_parts: always(DATE),
  date_part: always(BIGINT),
  date_text: always(VARCHAR),
  date_trunc: (args, typeOf) => args[1] && typeOf(args[1]),
  epoch_timestamp: always(TIMESTAMP),
  instant_text: always(VARCHAR),
  last_day: always(DATE),
  now: always(TIMESTAMP),
  timestamp_text: always(VARCHAR),
  cast: (args) => immediateType(args[1]),
  cast_text: (args) => immediateType(args[1]),
  iff: (args, typeOf) => typeOfOne(args.slice(1), typeOf),
  key_text: always(VARCHAR),
  nullif: first,
  or_null: first,
  try_cast: (args) => immediateType(args[1]),
  array_append: first,
  array_concat: first,
  array_construct: (args, typeOf) => arrayOf(common(args, typeOf)),
  array_contains: always(BOOLEAN),
  array_size: always(BIGINT),
  json_path: (args) => immediateType(args[2]),
  object_construct: always(JSON_TYPE),
  parse_json: always(JSON_TYPE),
  split: always({ name: 'array', element: VARCHAR }),
  date_spine: unknown,
  flatten: unknown,
  generate_series: unknown,
  split_to_table: unknown,
  timestamp_spine: unknown,
  any_value: first,
  approx_count_distinct: always(BIGINT),
  array_agg: (args, typeOf) => arrayOf(first(args, typeOf)),
  avg: always(DOUBLE),
  bool_and: always(BOOLEAN),
  bool_or: always(BOOLEAN),
  count_if: always(BIGINT),
  first_value: first,
  grouping: always(BIGINT),
  grouping_sets: unknown,
  last_value: first,
  listagg: always(VARCHAR),
  median: always(DOUBLE),
  percentile_cont: always(DOUBLE),
  percentile_disc: first,
  stddev: always(DOUBLE),
  stddev_pop: always(DOUBLE),
  sum: (args, typeOf) => sumType(first(args, typeOf)),
  variance: always(DOUBLE),
  variance_pop: always(DOUBLE),
}

/** Sums are exact and of 38 digits, which nothing that fits into a warehouse exceeds. */
function sumType(argument: SqlType | undefined): SqlType | undefined {
  switch (argument?.name) {
    case 'integer':
    case 'bigint':
      return { name: 'decimal', precision: 38, scale: 0 }
    case 'decimal':
      return { name: 'decimal', precision: 38, scale: argument.scale }
    default:
      return argument?.name === 'double' ? argument : undefined
  }
}

/** A double stays one; of decimals the digits after the point go; what becomes of integers is the engine's own. */
function rounded(type: SqlType | undefined, digits: number): SqlType | undefined {
  if (type?.name === 'double') return type
  if (type?.name !== 'decimal' || digits < 0) return undefined
  return { ...type, scale: Math.min(type.scale, digits) }
}

const WHOLE_RESULTS: ReadonlySet<string> = new Set([
  'count',
  'row_number',
  'rank',
  'dense_rank',
  'ntile',
  'approx_count_distinct',
])

const DOUBLE_RESULTS: ReadonlySet<string> = new Set([
  'cume_dist',
  'percent_rank',
  'stddev',
  'stddev_pop',
  'stddev_samp',
])

const OF_ARGUMENT: ReadonlySet<string> = new Set([
  'min',
  'max',
  'any_value',
  'first_value',
  'last_value',
  'lag',
  'lead',
])

/**
 * The type of an engine's own aggregate or window function, by its name in lower case; `undefined` when it is not known
 * or engines differ, as for `sum`, `avg` and `variance` outside of the canonical functions.
 */
export function aggregateResultType(name: string, argument: SqlType | undefined): SqlType | undefined {
  if (WHOLE_RESULTS.has(name)) return { name: 'bigint' }
  if (DOUBLE_RESULTS.has(name)) return { name: 'double' }
  if (OF_ARGUMENT.has(name)) return argument
  return undefined
}

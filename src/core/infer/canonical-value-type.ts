import type { OperationNode } from 'kysely'
import { arrayOf, type ValueType, valueTypeOf, widest } from '../columns/value-type.js'
import type { CanonicalFunction } from '../functions/call/canonical-function.js'
import { immediateType } from '../nodes/immediate.js'

type Infer = (node: OperationNode) => ValueType | undefined
type ResultValues = (args: readonly OperationNode[], infer: Infer) => ValueType | undefined

const none: ResultValues = () => undefined
const number: ResultValues = () => 'number'
const first: ResultValues = (args, infer) => args[0] && infer(args[0])
const common: ResultValues = (args, infer) => widest(args.map(infer))

/** What the numbers are that a canonical function gives: what its helper's type says. */
export const canonicalValueType: { readonly [F in CanonicalFunction]: ResultValues } = {
  concat: none,
  contains: none,
  ends_with: none,
  left: none,
  length: number,
  lower: none,
  lpad: none,
  ltrim: none,
  md5: none,
  position: number,
  regexp_group: none,
  regexp_like: none,
  regexp_replace: none,
  replace: none,
  right: none,
  rtrim: none,
  split_part: none,
  starts_with: none,
  substring: none,
  trim: none,
  upper: none,
  abs: first,
  ceil: first,
  divide: number,
  exp: number,
  floor: first,
  greatest: common,
  haversine: number,
  least: common,
  ln: number,
  mod: common,
  power: number,
  round: first,
  sqrt: number,
  date_add: none,
  date_diff: number,
  date_from_parts: none,
  date_part: number,
  date_text: none,
  date_trunc: none,
  epoch_timestamp: none,
  instant_text: none,
  last_day: none,
  now: none,
  timestamp_text: none,
  cast: (args) => valueTypeOf(immediateType(args[1])),
  cast_text: (args) => valueTypeOf(immediateType(args[1])),
  iff: (args, infer) => common(args.slice(1), infer),
  key_text: none,
  nullif: first,
  or_null: first,
  try_cast: (args) => valueTypeOf(immediateType(args[1])),
  array_append: first,
  array_concat: first,
  array_construct: (args, infer) => arrayOf(common(args, infer)),
  array_contains: none,
  array_size: number,
  json_path: (args) => valueTypeOf(immediateType(args[2])),
  object_construct: none,
  parse_json: none,
  split: none,
  date_spine: none,
  flatten: none,
  generate_series: none,
  split_to_table: none,
  timestamp_spine: none,
  any_value: first,
  approx_count_distinct: number,
  array_agg: (args, infer) => arrayOf(first(args, infer)),
  avg: number,
  bool_and: none,
  bool_or: none,
  count_if: number,
  grouping: number,
  grouping_sets: none,
  first_value: first,
  last_value: first,
  listagg: none,
  median: number,
  percentile_cont: number,
  percentile_disc: first,
  stddev: number,
  stddev_pop: number,
  sum: first,
  variance: number,
  variance_pop: number,
}

const ENGINE: ReadonlyMap<string, ResultValues> = new Map([
  // What comes after it does not count in Kysely's type if it is never NULL.
  ['coalesce', first],
  ...['count', 'row_number', 'rank', 'dense_rank', 'ntile'].map((name) => [name, number] as const),
  ...['min', 'max', 'any_value', 'lag', 'lead', 'first_value', 'last_value'].map((name) => [name, first] as const),
])

/** The same of an engine's own function, by its name in lower case; `undefined` where its caller says what it gives. */
export function engineValueType(name: string, args: readonly OperationNode[], infer: Infer): ValueType | undefined {
  return ENGINE.get(name)?.(args, infer)
}

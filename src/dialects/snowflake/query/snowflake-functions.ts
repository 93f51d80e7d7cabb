import type { FunctionTable } from '../../../core/render/function-table.js'
import {
  aggregate,
  aggregateOfDouble,
  byFlags,
  call,
  overWholePartition,
  pattern,
  substring,
} from '../../../core/render/render.js'
import { arrayAgg, avg, listagg, sum } from './snowflake-aggregates.js'
import { cast, castText, divide, jsonPath, tryCast } from './snowflake-casts.js'
import { dateDiff, datePart, dateTrunc } from './snowflake-dates.js'

/** How Snowflake writes each canonical function. */
export const snowflakeFunctions: FunctionTable = {
  concat: call('concat'),
  contains: call('contains'),
  ends_with: call('endswith'),
  length: call('length'),
  lower: call('lower'),
  lpad: call('lpad'),
  ltrim: call('ltrim'),
  md5: call('md5'),
  regexp_group: byFlags(
    "nullif(regexp_substr({0}, {1}, 1, 1, 'e', {2}), '')",
    "nullif(regexp_substr({0}, {1}, 1, 1, 'ie', {2}), '')",
  ),
  regexp_like: byFlags('regexp_like({0}, {1})', "regexp_like({0}, {1}, 'i')"),
  regexp_replace: byFlags('regexp_replace({0}, {1}, {2})', "regexp_replace({0}, {1}, {2}, 1, 0, 'i')"),
  replace: call('replace'),
  rtrim: call('rtrim'),
  split_part: call('split_part'),
  starts_with: call('startswith'),
  substring,
  trim: call('trim'),
  upper: call('upper'),

  abs: call('abs'),
  ceil: call('ceil'),
  divide,
  floor: call('floor'),
  greatest: call('greatest'),
  least: call('least'),
  mod: pattern('mod({0}, nullif({1}, 0))'),
  round: call('round'),
  sqrt: call('sqrt'),

  date_add: call('dateadd'),
  date_diff: dateDiff,
  date_part: datePart,
  date_text: pattern("to_char({0}, 'YYYY-MM-DD')"),
  date_trunc: dateTrunc,
  epoch_timestamp: pattern('to_timestamp_ntz(cast({0} as number(38, 0)))'),
  last_day: call('last_day'),
  timestamp_text: pattern("to_char({0}, 'YYYY-MM-DD HH24:MI:SS.FF6')"),

  cast,
  cast_text: castText,
  iff: call('iff'),
  key_text: pattern('cast({0} as varchar)'),
  nullif: call('nullif'),
  or_null: pattern('{0}'),
  try_cast: tryCast,

  array_construct: call('array_construct'),
  array_contains: pattern('array_contains(to_variant({1}), {0})'),
  array_size: call('array_size'),
  json_path: jsonPath,
  object_construct: call('object_construct_keep_null'),
  parse_json: call('parse_json'),
  split: call('split'),

  flatten: pattern('flatten(input => {0})'),
  split_to_table: call('split_to_table'),

  any_value: aggregate('any_value'),
  approx_count_distinct: aggregate('approx_count_distinct'),
  array_agg: arrayAgg,
  avg,
  bool_and: aggregate('booland_agg'),
  bool_or: aggregate('boolor_agg'),
  count_if: aggregate('count_if'),
  first_value: overWholePartition('first_value'),
  last_value: overWholePartition('last_value'),
  listagg,
  median: aggregateOfDouble('median'),
  sum,
}

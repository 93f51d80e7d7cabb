import type { FunctionTable } from '../../../core/render/function-table.js'
import {
  aggregate,
  aggregateOfDouble,
  byFlags,
  call,
  chain,
  endOfText,
  overWholePartition,
  pattern,
  substring,
} from '../../../core/render/render.js'
import { arrayAgg, countIf, listagg } from './duckdb-aggregates.js'
import { cast, castText, jsonPath, nullWhenAnyIsNull, tryCast } from './duckdb-casts.js'
import { dateAdd, dateDiff, datePart, spine } from './duckdb-dates.js'

/**
 * The haversine formula with Snowflake's radius of 6,371 km. Rounding can make more than 1 of what ASIN takes; LEAST would
 * leave NULL out, so the last term brings it back.
 */
const haversine = pattern(
  '(12742 * asin(least(1, sqrt(pow(sin(radians({2!} - {0!}) / 2), 2) + cos(radians({0})) * cos(radians({2})) * ' +
    'pow(sin(radians({3!} - {1!}) / 2), 2)))) + 0 * ({0!} + {1!} + {2!} + {3!}))',
)

/** How DuckDB writes each canonical function. */
export const duckDbFunctions: FunctionTable = {
  // CONCAT would leave NULL out.
  concat: chain('||'),
  contains: call('contains'),
  ends_with: call('ends_with'),
  left: endOfText('left'),
  length: call('length'),
  lower: call('lower'),
  lpad: call('lpad'),
  ltrim: call('ltrim'),
  md5: call('md5'),
  position: call('strpos'),
  regexp_group: byFlags("nullif(regexp_extract({0}, {1}, {2}), '')", "nullif(regexp_extract({0}, {1}, {2}, 'i'), '')"),
  regexp_like: byFlags('regexp_full_match({0}, {1})', "regexp_full_match({0}, {1}, 'i')"),
  regexp_replace: byFlags("regexp_replace({0}, {1}, {2}, 'g')", "regexp_replace({0}, {1}, {2}, 'gi')"),
  replace: call('replace'),
  right: endOfText('right'),
  rtrim: call('rtrim'),
  split_part: call('split_part'),
  starts_with: call('starts_with'),
  substring,
  trim: call('trim'),
  upper: call('upper'),

  abs: call('abs'),
  ceil: call('ceil'),
  divide: pattern('(cast({0} as double) / nullif(cast({1} as double), 0))'),
  exp: pattern('exp(cast({0} as double))'),
  floor: call('floor'),
  greatest: nullWhenAnyIsNull('greatest'),
  haversine,
  least: nullWhenAnyIsNull('least'),
  ln: pattern('ln(cast({0} as double))'),
  mod: pattern('mod({0}, nullif({1}, 0))'),
  power: pattern('pow(cast({0} as double), cast({1} as double))'),
  round: call('round'),
  sqrt: call('sqrt'),

  date_add: dateAdd,
  date_diff: dateDiff,
  // Months and days beyond their ends count on, as on Snowflake; MAKE_DATE refuses them.
  date_from_parts: pattern(
    'cast(make_date({0}, 1, 1) + ({1!} - 1) * interval 1 month + ({2!} - 1) * interval 1 day as date)',
  ),
  date_part: datePart,
  date_text: pattern("strftime({0}, '%Y-%m-%d')"),
  // DATE_TRUNC of a DATE is a TIMESTAMP; the type of the argument says what it was.
  date_trunc: pattern('cast_to_type(date_trunc({0}, {1}), {1})'),
  epoch_timestamp: pattern('make_timestamp(cast({0} as bigint) * 1000000)'),
  instant_text: pattern("cast(date_diff('microsecond', timestamp '1970-01-01', {0}) as varchar)"),
  last_day: call('last_day'),
  now: pattern('make_timestamp(epoch_us(current_timestamp))'),
  timestamp_text: pattern("strftime({0}, '%Y-%m-%d %H:%M:%S.%f')"),

  cast,
  cast_text: castText,
  iff: pattern('case when {0} then {1} else {2} end'),
  key_text: pattern('cast({0} as varchar)'),
  nullif: call('nullif'),
  or_null: pattern('{0}'),
  try_cast: tryCast,

  // LIST_APPEND and LIST_CONCAT would take NULL for an empty list.
  array_append: pattern('case when {0} is not null then list_append({0}, {1}) end'),
  array_concat: pattern('case when {0} is not null and {1} is not null then list_concat({0}, {1}) end'),
  array_construct: call('list_value'),
  array_contains: call('list_contains'),
  array_size: call('len'),
  json_path: jsonPath,
  object_construct: call('json_object'),
  // Text of nothing but white space is no JSON for DuckDB, and NULL for Snowflake.
  parse_json: pattern("cast(nullif(trim({0}, e' \\t\\n\\r'), '') as json)"),
  split: call('string_split'),

  date_spine: spine('date'),
  flatten: pattern(
    '(select unnest("kerros_list") as "value", generate_subscripts("kerros_list", 1) - 1 as "index" from (select {0} as "kerros_list"))',
  ),
  generate_series: pattern('(select {0!} + "range" * {1!} as "value" from range({2}))'),
  split_to_table: pattern(
    '(select unnest("kerros_list") as "value", generate_subscripts("kerros_list", 1) as "index" from (select string_split({0}, {1}) as "kerros_list"))',
  ),
  timestamp_spine: spine('timestamp'),

  any_value: aggregate('any_value'),
  approx_count_distinct: aggregate('approx_count_distinct'),
  array_agg: arrayAgg,
  avg: aggregate('avg'),
  bool_and: aggregate('bool_and'),
  bool_or: aggregate('bool_or'),
  count_if: countIf,
  grouping: call('grouping'),
  grouping_sets: call('grouping sets '),
  first_value: overWholePartition('first_value'),
  last_value: overWholePartition('last_value'),
  listagg: listagg,
  median: aggregateOfDouble('median'),
  percentile_cont: aggregateOfDouble('quantile_cont'),
  percentile_disc: aggregate('quantile_disc'),
  stddev: aggregateOfDouble('stddev_samp'),
  stddev_pop: aggregateOfDouble('stddev_pop'),
  sum: aggregate('sum'),
  variance: aggregateOfDouble('var_samp'),
  variance_pop: aggregateOfDouble('var_pop'),
}

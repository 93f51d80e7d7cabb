/** Functions that return rows. */
const TABLE_FUNCTIONS = ['date_spine', 'flatten', 'generate_series', 'split_to_table', 'timestamp_spine'] as const

/** Functions that are made of several rows, or of no row in particular: aggregates, and those that are windows only. */
const AGGREGATE_FUNCTIONS = [
  'any_value',
  'approx_count_distinct',
  'array_agg',
  'avg',
  'bool_and',
  'bool_or',
  'count_if',
  'first_value',
  'grouping',
  'grouping_sets',
  'last_value',
  'listagg',
  'median',
  'percentile_cont',
  'percentile_disc',
  'stddev',
  'stddev_pop',
  'sum',
  'variance',
  'variance_pop',
] as const

/**
 * The functions that every dialect renders, under Snowflake's names. A helper emits `kerros.NAME` as a function node;
 * each dialect has a table with one entry for each name (`satisfies FunctionTable`), so none can be forgotten.
 */
export const CANONICAL_FUNCTIONS = [
  // text
  'concat',
  'contains',
  'ends_with',
  'left',
  'length',
  'lower',
  'lpad',
  'ltrim',
  'md5',
  'position',
  'regexp_group',
  'regexp_like',
  'regexp_replace',
  'replace',
  'right',
  'rtrim',
  'split_part',
  'starts_with',
  'substring',
  'trim',
  'upper',
  // numbers
  'abs',
  'ceil',
  'divide',
  'exp',
  'floor',
  'greatest',
  'haversine',
  'least',
  'ln',
  'mod',
  'power',
  'round',
  'sqrt',
  // dates and times
  'date_add',
  'date_diff',
  'date_from_parts',
  'date_part',
  'date_text',
  'date_trunc',
  'epoch_timestamp',
  'instant_text',
  'last_day',
  'now',
  'timestamp_text',
  // any type
  'cast',
  'cast_text',
  'iff',
  'key_text',
  'nullif',
  'or_null',
  'try_cast',
  // semi-structured data
  'array_append',
  'array_concat',
  'array_construct',
  'array_contains',
  'array_size',
  'json_path',
  'object_construct',
  'parse_json',
  'split',
  ...TABLE_FUNCTIONS,
  ...AGGREGATE_FUNCTIONS,
] as const

/** A name out of {@link CANONICAL_FUNCTIONS}. */
export type CanonicalFunction = (typeof CANONICAL_FUNCTIONS)[number]

const PREFIX = 'kerros.'

/** The name of a canonical function's node. */
export function canonicalName(name: CanonicalFunction): string {
  return PREFIX + name
}

/** The canonical function that a node's name stands for, if it does. */
export function canonicalFunction(nodeName: string): string | undefined {
  return nodeName.startsWith(PREFIX) ? nodeName.slice(PREFIX.length) : undefined
}

/** Whether a canonical function is made of values of one row or of several rows, or returns rows itself. */
const KINDS: ReadonlyMap<string, 'value' | 'aggregate' | 'rows'> = new Map([
  ...CANONICAL_FUNCTIONS.map((name) => [name, 'value'] as const),
  ...AGGREGATE_FUNCTIONS.map((name) => [name, 'aggregate'] as const),
  ...TABLE_FUNCTIONS.map((name) => [name, 'rows'] as const),
])

/** What a canonical function is made of, by its name; `undefined` for any other name. */
export function canonicalKind(name: string): 'value' | 'aggregate' | 'rows' | undefined {
  return KINDS.get(name)
}

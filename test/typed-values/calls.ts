// Calls of everything that makes a value, by the name of what is exported. `A` and `B` stand for columns of every type; `T`
// holds the columns, `eb` is the expression builder of a model's callback, `YES` a condition that is false in the second group.

/** How a function is called. */
export interface Calls {
  /** Expressions of one row. */
  readonly row?: readonly string[]
  /** Aggregates: tried in groups, over no rows, with a filter, and in windows. */
  readonly aggregate?: readonly string[]
  /** Whether or not the engine may refuse a value when the query runs: 'abc' is no number. */
  readonly mayFail?: boolean
  /** Why there is nothing to call. */
  readonly none?: string
}

const row = (...calls: readonly string[]): Calls => ({ row: calls })
const aggregate = (...calls: readonly string[]): Calls => ({ aggregate: calls })
const mayFail = (...calls: readonly string[]): Calls => ({ row: calls, mayFail: true })
const none = (reason: string): Calls => ({ none: reason })
const window = (call: string): string => `${call}.over((w) => w.partitionBy(T.g).orderBy(T.id))`

export const functionCalls: { readonly [name: string]: Calls } = {
  // numbers
  abs: row('abs(A)'),
  ceil: row('ceil(A)'),
  floor: row('floor(A)'),
  round: row('round(A)', 'round(A, 1)', 'round(A, -1)'),
  sqrt: row('sqrt(A)'),
  power: mayFail('power(A, B)'),
  ln: mayFail('ln(A)'),
  exp: row('exp(A)'),
  haversine: row('haversine(A, B, 52.52, 13.405)'),
  divide: row('divide(A, B)', 'divide(A, 2)', 'divide(A, 0)'),
  mod: row('mod(A, B)', 'mod(A, 2)'),
  greatest: row('greatest(A, B)'),
  least: row('least(A, B)'),
  // text
  text: row("text('x')"),
  concat: row('concat(A, B)', "concat(A, '-')"),
  contains: row('contains(A, B)', "contains(A, 'a')"),
  startsWith: row("startsWith(A, 'a')"),
  endsWith: row("endsWith(A, 'a')"),
  length: row('length(A)'),
  lower: row('lower(A)'),
  upper: row('upper(A)'),
  lpad: row("lpad(A, 5, '0')"),
  left: row('left(A, 2)'),
  right: row('right(A, B)'),
  position: row("position(A, 'a')", 'position(A, B)'),
  trim: row('trim(A)'),
  ltrim: row('ltrim(A)'),
  rtrim: row('rtrim(A)'),
  md5: row('md5(A)'),
  replace: row("replace(A, 'a', 'b')", "replace(A, B, 'b')"),
  splitPart: row("splitPart(A, ',', 1)"),
  substring: row('substring(A, 1, 2)', 'substring(A, B)'),
  regexpGroup: row("regexpGroup(A, '(a)', 1)"),
  regexpLike: row("regexpLike(A, 'a.*')"),
  regexpReplace: row("regexpReplace(A, 'a', 'b')"),
  // dates
  dateTrunc: row("dateTrunc('month', A)", "dateTrunc('hour', A)"),
  dateAdd: row("dateAdd('month', 1, A)", "dateAdd('hour', 1, A)", "dateAdd('day', B, A)"),
  dateDiff: row("dateDiff('day', A, B)"),
  datePart: row("datePart('year', A)"),
  dateFromParts: row('dateFromParts(2024, A, B)'),
  dateText: row('dateText(A)'),
  epochTimestamp: mayFail('epochTimestamp(A)'),
  lastDay: row('lastDay(A)', "lastDay(A, 'quarter')"),
  now: row('now()'),
  toDate: row('toDate(A)'),
  // any type
  castTo: mayFail(
    'castTo(A, integer())',
    'castTo(A, bigint())',
    'castTo(A, decimal(12, 1))',
    'castTo(A, decimal(30, 6))',
    "castTo(A, decimal(12, 1, { as: 'string' }))",
    'castTo(A, double())',
    'castTo(A, varchar())',
    'castTo(A, boolean())',
  ),
  tryCast: row(
    'tryCast(A, integer())',
    'tryCast(A, bigint())',
    'tryCast(A, decimal(30, 6))',
    'tryCast(A, double())',
    'tryCast(A, date())',
  ),
  iff: row('iff(YES, A, B)', 'iff(eb(A, "=", A), B, B)'),
  nullIf: row('nullIf(A, B)', 'nullIf(A, 2)'),
  nullOf: row('nullOf(integer())', 'nullOf(decimal(30, 2))', 'nullOf(varchar())'),
  keyText: row('keyText(A)'),
  orNull: row('orNull(A)', 'orNull(round(A, 1))'),
  // semi-structured data
  parseJson: mayFail('parseJson(A)'),
  jsonPath: mayFail("jsonPath(A, 'a', integer())", "jsonPath(A, 'a', decimal(30, 2))", "jsonPath(A, 'b', varchar())"),
  objectConstruct: row('objectConstruct({ a: A, b: B })'),
  arrayAppend: row('arrayAppend(arrayConstruct(A), A)'),
  arrayConcat: row('arrayConcat(arrayConstruct(A), arrayConstruct(B))'),
  arrayConstruct: row('arrayConstruct(A, B)', 'arrayConstruct(A)'),
  arrayContains: row('arrayContains(A, B)'),
  arraySize: row('arraySize(A)'),
  split: row("split(A, ',')"),
  generateSeries: none('rows: series.test.ts has it'),
  dateSpine: none('rows: series.test.ts has it'),
  flatten: none('rows: table-functions.test.ts has it'),
  splitToTable: none('rows: table-functions.test.ts has it'),
  // aggregates
  count: aggregate('count()', 'count(A)'),
  countDistinct: aggregate('countDistinct(A)'),
  countIf: aggregate('countIf(YES)'),
  sum: aggregate('sum(A)'),
  avg: aggregate('avg(A)'),
  min: aggregate('min(A)'),
  max: aggregate('max(A)'),
  median: aggregate('median(A)'),
  percentileCont: aggregate('percentileCont(A, 0.9)'),
  percentileDisc: aggregate('percentileDisc(A, 0.9)'),
  stddev: aggregate('stddev(A)'),
  stddevPop: aggregate('stddevPop(A)'),
  variance: aggregate('variance(A)'),
  variancePop: aggregate('variancePop(A)'),
  anyValue: aggregate('anyValue(A)'),
  approxCountDistinct: aggregate('approxCountDistinct(A)'),
  boolAnd: aggregate('boolAnd(A)'),
  boolOr: aggregate('boolOr(A)'),
  listagg: aggregate("listagg(A, ',').orderBy(A)"),
  arrayAgg: aggregate('arrayAgg(A)'),
  // windows
  rowNumber: row(window('rowNumber()')),
  rank: row(window('rank()')),
  denseRank: row(window('denseRank()')),
  ntile: row(window('ntile(2)')),
  lag: row(window('lag(A)')),
  lead: row(window('lead(A, 2)')),
  firstValue: row(window('firstValue(A)'), framed('firstValue(A)')),
  lastValue: row(window('lastValue(A)'), framed('lastValue(A)')),
  rowsBetween: none('aggregates and firstValue are tried in frames'),
  rangeBetween: none('its frames are those of rowsBetween'),
  // macros
  avgExact: { aggregate: ['avgExact(A)'] },
  weightedAvg: { aggregate: ['weightedAvg(A, B)'] },
  safeDivide: row('safeDivide(A, B)', 'safeDivide(A, 2, 1)'),
  bucket: row("bucket(A, [[1, 'one']], 'none')"),
  surrogateKey: row('surrogateKey([A, B])'),
  columnsExcept: none('columns as they are'),
  asOf: none('rows as they are'),
  joinAsOf: none('columns as they are'),
  deduplicate: none('rows as they are'),
  selectExcept: none('columns as they are'),
  topN: none('rows as they are'),
  unionRelations: none('columns as they are'),
  grouping: none('it is 0 or 1 in the groups of groupingSets'),
  groupingSets: none('columns as they are, or NULL'),
  pivot: none('the aggregates that it is given'),
  sessionize: none('rows as they are, and a number'),
  unpivot: none('columns as they are'),
}

const OPERATIONS = ['+', '-', '*', '/', '%', '||'].map((operator) => `eb(A, '${operator}', B)`)
const COMPARISONS = ['=', '!=', '<', '>=', 'is distinct from', 'is not distinct from'].map(
  (operator) => `eb(A, '${operator}', B)`,
)

/** What Kysely's own expression builder makes. */
export const kyselyCalls: { readonly [name: string]: Calls } = {
  operation: row(...OPERATIONS, "eb(A, '*', 2)", "eb(A, '+', eb.val(1))"),
  nested: row("eb(eb(A, '*', B), '+', A)", "sqrt(eb(A, '*', A))", "eb(round(A, 1), '*', B)"),
  comparison: row(...COMPARISONS, "eb(A, '>', 2)", "eb(A, 'in', [B])", "eb(A, 'not in', [B])", "eb(A, 'like', B)"),
  is: row("eb(A, 'is', null)", "eb(A, 'is not', null)"),
  logic: row("eb.and([eb(A, '=', B), YES])", "eb.or([eb(A, '=', B), YES])", "eb.not(eb(A, '=', B))", 'eb.not(A)'),
  chained: row("eb(A, '=', B).and(A, '=', B)", "eb(A, '=', B).or(YES)"),
  between: row('eb.between(A, B, B)'),
  negative: row('eb.neg(A)'),
  literal: row('eb.lit(1)', 'eb.val(1)', 'eb.lit(null)', 'eb.lit(true)'),
  case: row(
    'eb.case().when(YES).then(A).else(B).end()',
    'eb.case().when(YES).then(A).end()',
    "eb.case().when(eb(A, '=', B)).then(1).else(2).end()",
  ),
  coalesce: row('eb.fn.coalesce(A, B)', 'eb.fn.coalesce(A, eb.lit(0))', 'eb.fn.coalesce(A, B, eb.lit(0))'),
  cast: none('its caller says what it is'),
}

function framed(call: string): string {
  return `${call}.over((w) => w.orderBy(T.id).$call(rowsBetween('2 preceding', '1 preceding')))`
}

/** The forms in which an aggregate is tried, and the query that it stands in. */
export function aggregateForms(call: string): readonly (readonly [call: string, query: 'row' | 'group' | 'all'])[] {
  const isBuilder = !/^(avgExact|weightedAvg)/.test(call)
  const isOrdered = call.includes('.orderBy(')
  return [
    [call, 'group'],
    // Without groups there may be no row.
    [/^(count|approxCount|arrayAgg)/.test(call) ? call : `orNull(${call})`, 'all'],
    ...(isBuilder
      ? ([
          [`${call}.filterWhere(YES)`, 'group'],
          [`${call}.over((w) => w.partitionBy(T.g))`, 'row'],
          [`${call}.filterWhere(YES).over((w) => w.partitionBy(T.g))`, 'row'],
        ] as const)
      : []),
    ...(isBuilder && !isOrdered && !/^(countDistinct|median|percentile|anyValue|approx|arrayAgg|bool)/.test(call)
      ? ([[framed(call), 'row']] as const)
      : []),
  ]
}

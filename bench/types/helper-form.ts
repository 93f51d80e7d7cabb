import * as functions from '../../src/core/functions/index.js'
import * as macros from '../../src/macros/index.js'

/**
 * A helper in a chain of models, and what one writes for it in plain Kysely: an element of `select`, or a query of the
 * columns of the model before. `$i` is the number of the model.
 */
export interface HelperForm {
  readonly kerros: string
  readonly kysely: string
}

type Functions<M> = { [K in keyof M]: M[K] extends (...args: never) => unknown ? K : never }[keyof M]

const BOTH = "db.selectFrom('a').leftJoin('b', 'b.id', 'a.id')"
const ADDS = ".selectAll('a').select(['b.label as label_$i'])"
const query = (kerros: string, kysely: string): HelperForm => ({ kerros, kysely })

/** The same call in both, with expressions in kerros and with names in Kysely. */
function call(name: string, args: string, type: string, more = ''): HelperForm {
  const named = args
    .replaceAll(/eb\.ref\(('[\w.]+')\)/g, '$1')
    .replaceAll(/(^|, )(-?\d+|'[^a][^.']*')(?=,|$)/g, '$1eb.val($2)')
  return { kerros: `${name}(${args}${more})`, kysely: `eb.fn<${type}>('${name}', [${named}])` }
}

const aggregate = (name: string, column: string, type: string): HelperForm => ({
  kerros: `${name}(eb.ref('${column}'))`,
  kysely: `eb.fn.agg<${type}>('${name}', ['${column}'])`,
})

const window = (name: string, args: string, type: string): HelperForm => ({
  kerros: `${name}(${args}).over((w) => w.partitionBy('a.id').orderBy('a.n'))`,
  kysely: `eb.fn.agg<${type}>('${name}', [${args.startsWith('eb') ? "'a.n'" : ''}]).over((w) => w.partitionBy('a.id').orderBy('a.n'))`,
})

const framed = (helper: string): HelperForm => ({
  kerros: `sum(eb.ref('a.n')).over((w) => w.orderBy('a.id').$call(${helper}('6 preceding', 'current row')))`,
  kysely: "eb.fn.sum<number>('a.n').over((w) => w.orderBy('a.id'))",
})

/** Every function and macro that kerros exports: one that is missing here is an error of the type checker. */
export const HELPERS = {
  count: { kerros: 'count()', kysely: 'eb.fn.countAll<number>()' },
  countDistinct: { kerros: "countDistinct(eb.ref('a.n'))", kysely: "eb.fn.count<number>('a.n').distinct()" },
  countIf: {
    kerros: "countIf(eb('a.n', '>', 1))",
    kysely: "eb.fn.count<number>(eb.case().when('a.n', '>', 1).then(1).end())",
  },
  sum: { kerros: "sum(eb.ref('a.n'))", kysely: "eb.fn.sum<number>('a.n')" },
  avg: { kerros: "avg(eb.ref('a.n'))", kysely: "eb.fn.avg<number>('a.n')" },
  min: { kerros: "min(eb.ref('a.n'))", kysely: "eb.fn.min('a.n')" },
  max: { kerros: "max(eb.ref('a.n'))", kysely: "eb.fn.max('a.n')" },
  median: aggregate('median', 'a.n', 'number'),
  percentileCont: {
    kerros: "percentileCont(eb.ref('a.n'), 0.9)",
    kysely: "eb.fn.agg<number>('percentileCont', ['a.n'])",
  },
  percentileDisc: {
    kerros: "percentileDisc(eb.ref('a.n'), 0.9)",
    kysely: "eb.fn.agg<number>('percentileDisc', ['a.n'])",
  },
  stddev: aggregate('stddev', 'a.n', 'number | null'),
  stddevPop: aggregate('stddevPop', 'a.n', 'number'),
  variance: aggregate('variance', 'a.n', 'number | null'),
  variancePop: aggregate('variancePop', 'a.n', 'number'),
  anyValue: aggregate('anyValue', 'a.n', 'number'),
  approxCountDistinct: aggregate('approxCountDistinct', 'a.n', 'number'),
  boolAnd: aggregate('boolAnd', 'a.flag', 'boolean'),
  boolOr: aggregate('boolOr', 'a.flag', 'boolean'),
  listagg: { kerros: "listagg(eb.ref('a.c1'), ', ')", kysely: "eb.fn.agg<string>('listagg', ['a.c1'])" },
  arrayAgg: aggregate('arrayAgg', 'a.c1', 'string[]'),
  rowNumber: window('rowNumber', '', 'number'),
  rank: window('rank', '', 'number'),
  denseRank: window('denseRank', '', 'number'),
  ntile: window('ntile', '4', 'number'),
  lag: window('lag', "eb.ref('a.n')", 'number'),
  lead: window('lead', "eb.ref('a.n')", 'number'),
  firstValue: window('firstValue', "eb.ref('a.n')", 'number'),
  lastValue: window('lastValue', "eb.ref('a.n')", 'number'),
  rowsBetween: framed('rowsBetween'),
  rangeBetween: framed('rangeBetween'),
  text: { kerros: "text('movie')", kysely: "eb.val('movie')" },
  concat: call('concat', "eb.ref('a.c1'), '-', eb.ref('a.c1')", 'string'),
  contains: call('contains', "eb.ref('a.c1'), 'heat'", 'boolean'),
  startsWith: call('startsWith', "eb.ref('a.c1'), 'The'", 'boolean'),
  endsWith: call('endsWith', "eb.ref('a.c1'), '!'", 'boolean'),
  length: call('length', "eb.ref('a.c1')", 'number'),
  lower: call('lower', "eb.ref('a.c1')", 'string'),
  upper: call('upper', "eb.ref('a.c1')", 'string'),
  lpad: call('lpad', "eb.ref('a.c1'), 6, '0'", 'string'),
  left: call('left', "eb.ref('a.c1'), 3", 'string'),
  right: call('right', "eb.ref('a.c1'), 3", 'string'),
  position: call('position', "eb.ref('a.c1'), 'heat'", 'number'),
  trim: call('trim', "eb.ref('a.c1')", 'string'),
  ltrim: call('ltrim', "eb.ref('a.c1')", 'string'),
  rtrim: call('rtrim', "eb.ref('a.c1')", 'string'),
  md5: call('md5', "eb.ref('a.c1')", 'string'),
  replace: call('replace', "eb.ref('a.c1'), '&', '+'", 'string'),
  split: call('split', "eb.ref('a.c1'), '|'", 'string[]'),
  splitPart: call('splitPart', "eb.ref('a.c1'), '|', 1", 'string'),
  substring: call('substring', "eb.ref('a.c1'), 1, 3", 'string'),
  regexpGroup: call('regexpGroup', "eb.ref('a.c1'), '(x)', 1", 'string | null'),
  regexpLike: call('regexpLike', "eb.ref('a.c1'), 'x'", 'boolean'),
  regexpReplace: call('regexpReplace', "eb.ref('a.c1'), 'x', '-'", 'string'),
  dateTrunc: call('dateTrunc', "'month', eb.ref('a.at')", 'Date'),
  dateAdd: call('dateAdd', "'day', -7, eb.ref('a.at')", 'Date'),
  dateDiff: call('dateDiff', "'day', eb.ref('a.at'), eb.ref('a.at')", 'number'),
  datePart: call('datePart', "'year', eb.ref('a.at')", 'number'),
  dateFromParts: call('dateFromParts', "eb.ref('a.n'), 1, 31", 'string'),
  dateText: call('dateText', "eb.ref('a.day')", 'string'),
  epochTimestamp: call('epochTimestamp', "eb.ref('a.n')", 'Date'),
  lastDay: call('lastDay', "eb.ref('a.day')", 'string'),
  now: { kerros: 'now()', kysely: "eb.fn<Date>('now')" },
  toDate: call('toDate', "eb.ref('a.at')", 'string'),
  abs: call('abs', "eb.ref('a.n')", 'number'),
  ceil: call('ceil', "eb.ref('a.n')", 'number'),
  floor: call('floor', "eb.ref('a.n')", 'number'),
  round: call('round', "eb.ref('a.n'), 2", 'number'),
  sqrt: call('sqrt', "eb.ref('a.n')", 'number'),
  power: call('power', "eb.ref('a.n'), 2", 'number'),
  ln: call('ln', "eb.ref('a.n')", 'number'),
  exp: call('exp', "eb.ref('a.n')", 'number'),
  haversine: call('haversine', "eb.ref('a.n'), eb.ref('a.n'), 52, 13", 'number'),
  divide: call('divide', "eb.ref('a.n'), eb.ref('a.id')", 'number | null'),
  mod: call('mod', "eb.ref('a.n'), 10", 'number | null'),
  greatest: call('greatest', "eb.ref('a.n'), eb.ref('a.id')", 'number'),
  least: call('least', "eb.ref('a.n'), eb.ref('a.id')", 'number'),
  castTo: { kerros: "castTo(eb.ref('a.n'), varchar())", kysely: "eb.cast<string>('a.n', 'varchar')" },
  tryCast: { kerros: "tryCast(eb.ref('a.c1'), integer())", kysely: "eb.cast<number | null>('a.c1', 'integer')" },
  iff: {
    kerros: "iff(eb('a.n', '>', 1), eb.ref('a.id'), eb.ref('a.n'))",
    kysely: "eb.case().when('a.n', '>', 1).then(eb.ref('a.id')).else(eb.ref('a.n')).end()",
  },
  nullIf: call('nullIf', "eb.ref('a.n'), 0", 'number | null'),
  nullOf: { kerros: 'nullOf(varchar())', kysely: "eb.cast<string | null>(eb.val(null), 'varchar')" },
  orNull: { kerros: "orNull(max(eb.ref('a.n')))", kysely: "eb.fn.max<number | null>('a.n')" },
  keyText: call('keyText', "eb.ref('a.day')", 'string'),
  parseJson: call('parseJson', "eb.ref('a.c1')", 'unknown'),
  jsonPath: {
    kerros: "jsonPath(eb.ref('a.doc'), 'user', varchar())",
    kysely: "eb.fn<string | null>('jsonPath', ['a.doc', eb.val('user')])",
  },
  objectConstruct: {
    kerros: "objectConstruct({ id: eb.ref('a.id'), n: eb.ref('a.n') })",
    kysely: "eb.fn<{ id: number; n: number }>('objectConstruct', ['a.id', 'a.n'])",
  },
  arrayAppend: call('arrayAppend', "eb.ref('a.tags'), 'new'", 'string[]'),
  arrayConcat: call('arrayConcat', "eb.ref('a.tags'), eb.ref('a.tags')", 'string[]'),
  arrayConstruct: call('arrayConstruct', "eb.ref('a.id'), eb.ref('a.n')", 'number[]'),
  arrayContains: call('arrayContains', "eb.ref('a.tags'), 'new'", 'boolean'),
  arraySize: call('arraySize', "eb.ref('a.tags')", 'number'),
  splitToTable: query(
    `${BOTH}.crossJoinLateral((eb) => splitToTable(eb.ref('a.c1'), '|').as('g'))${ADDS}.select('g.value as part_$i')`,
    `${BOTH}.crossJoinLateral((eb) => eb.fn<{ value: string; index: number }>('split', ['a.c1']).as('g'))${ADDS}.select('g.value as part_$i')`,
  ),
  flatten: query(
    `${BOTH}.crossJoinLateral((eb) => flatten(eb.ref('a.tags')).as('g'))${ADDS}.select('g.value as part_$i')`,
    `${BOTH}.crossJoinLateral((eb) => eb.fn<{ value: string; index: number }>('flatten', ['a.tags']).as('g'))${ADDS}.select('g.value as part_$i')`,
  ),
  generateSeries: query(
    `${BOTH}.crossJoin(generateSeries(1, 12).as('g'))${ADDS}.select('g.value as month_$i')`,
    `${BOTH}.crossJoin((eb) => eb.fn<{ value: number }>('range', []).as('g'))${ADDS}.select('g.value as month_$i')`,
  ),
  dateSpine: query(
    `${BOTH}.crossJoin(dateSpine('day', '2024-01-01', '2025-01-01').as('g'))${ADDS}.select('g.value as day_$i')`,
    `${BOTH}.crossJoin((eb) => eb.fn<{ value: string }>('range', []).as('g'))${ADDS}.select('g.value as day_$i')`,
  ),
  avgExact: aggregate('avgExact', 'a.n', 'number'),
  weightedAvg: call('weightedAvg', "eb.ref('a.n'), eb.ref('a.id')", 'number | null'),
  safeDivide: call('safeDivide', "eb.ref('a.n'), eb.ref('a.id'), 4", 'number | null'),
  bucket: {
    kerros: "bucket(eb.ref('a.n'), [[4, 'good'], [3, 'fair']], 'poor')",
    kysely:
      "eb.case().when('a.n', '>=', 4).then('good' as const).when('a.n', '>=', 3).then('fair' as const).else('poor' as const).end()",
  },
  surrogateKey: {
    kerros: "surrogateKey([eb.ref('a.id'), eb.ref('a.n')])",
    kysely: "eb.fn<string>('md5', ['a.id', 'a.n'])",
  },
  columnsExcept: query(
    "db.selectFrom('b').select(columnsExcept(raw.side, ['weight'], 'b'))",
    "db.selectFrom('b').select(['b.id', 'b.label'])",
  ),
  selectExcept: query(`${BOTH}${ADDS}.$call(selectExcept('b', ['id', 'label']))`, `${BOTH}${ADDS}.select('b.weight')`),
  deduplicate: query(
    `${BOTH}${ADDS}.$call(deduplicate({ by: ['a.id'], orderBy: [['a.n', 'desc']] }))`,
    `db.selectFrom((eb) => eb.selectFrom('a').leftJoin('b', 'b.id', 'a.id')${ADDS}.select((eb) => eb.fn.agg<number>('row_number').over((w) => w.partitionBy('a.id').orderBy('a.n', 'desc')).as('place')).as('x')).selectAll().where('x.place', '=', 1)`,
  ),
  topN: query(
    `${BOTH}${ADDS}.$call(topN({ n: 5, partitionBy: ['a.id'], orderBy: [['a.n', 'desc']], as: 'place' }))`,
    `db.selectFrom((eb) => eb.selectFrom('a').leftJoin('b', 'b.id', 'a.id')${ADDS}.select((eb) => eb.fn.agg<number>('row_number').over((w) => w.partitionBy('a.id').orderBy('a.n', 'desc')).as('place')).as('x')).selectAll().where('x.place', '<=', 5)`,
  ),
  asOf: query(
    "db.selectFrom('a').selectAll().$call(asOf({ validFrom: 'at', validTo: 'at' }, 'a', new Date(0)))",
    "db.selectFrom('a').selectAll().where('a.at', '<=', new Date(0))",
  ),
  joinAsOf: query(
    `db.selectFrom('a').$call(joinAsOf({ validFrom: 'weight', validTo: 'weight' }, 'b', { on: { id: 'a.id' }, at: 'a.at' }))${ADDS}`,
    `${BOTH}${ADDS}`,
  ),
  pivot: query(
    "db.selectFrom('b').groupBy('b.id').select((eb) => ['b.id', ...pivot(eb.ref('b.weight'), [1, 2], (is) => countIf(is), { prefix: 'n_' })])",
    "db.selectFrom('b').groupBy('b.id').select((eb) => ['b.id', eb.fn.countAll<number>().filterWhere('b.weight', '=', 1).as('n_1'), eb.fn.countAll<number>().filterWhere('b.weight', '=', 2).as('n_2')])",
  ),
  unpivot: query(
    "unpivot(db, 'b', { columns: ['id', 'weight'], keep: ['label'], nameAs: 'name', valueAs: 'value' })",
    "db.selectFrom('b').select(['b.label', 'b.id as value']).unionAll(db.selectFrom('b').select(['b.label', 'b.id as value']))",
  ),
  sessionize: query(
    "sessionize(db, 'a', { partitionBy: ['id'], orderBy: 'at', gap: [30, 'minute'], as: 'session_$i' })",
    "db.selectFrom('a').selectAll().select((eb) => eb.fn.agg<number>('row_number').over((w) => w.partitionBy('a.id').orderBy('a.at')).as('session_$i'))",
  ),
  grouping: query(
    "db.selectFrom('b').$call(groupingSets({ rollup: ['b.id'] })).select((eb) => grouping(eb.ref('b.id')).as('is_total'))",
    "db.selectFrom('b').groupBy('b.id').select((eb) => ['b.id', eb.fn<number>('grouping', ['b.id']).as('is_total')])",
  ),
  groupingSets: query(
    "db.selectFrom('b').$call(groupingSets({ rollup: ['b.id', 'b.label'] })).select(count().as('rows'))",
    "db.selectFrom('b').groupBy(['b.id', 'b.label']).select((eb) => ['b.id', 'b.label', eb.fn.countAll<number>().as('rows')])",
  ),
  unionRelations: query(
    "unionRelations(db, ['a', 'b'])",
    "db.selectFrom('a').selectAll().unionAll(db.selectFrom('a').selectAll())",
  ),
} as const satisfies { readonly [K in Functions<typeof functions> | Functions<typeof macros>]: HelperForm }

/** Two columns in windows as well: as expressions, and as names. */
export const WINDOWS = {
  'sum over a window of expressions': {
    kerros: "sum(eb.ref('a.n')).over((w) => w.partitionBy(eb.ref('a.id')))",
    kysely: "eb.fn.sum<number>('a.n').over((w) => w.partitionBy('a.id'))",
  },
  'sum over a window of names': {
    kerros: "sum(eb.ref('a.n')).over((w) => w.partitionBy('a.id'))",
    kysely: "eb.fn.sum<number>('a.n').over((w) => w.partitionBy('a.id'))",
  },
} as const satisfies { readonly [name: string]: HelperForm }

/** The imports of a text in kerros' form. */
export function importsOf(text: string): string {
  const called = (module: object): string[] =>
    Object.keys(module).filter((name) => new RegExp(`\\b${name}\\(`).test(text))
  const lines = [`import { ${['integer', 'varchar', 'view', ...called(functions)].join(', ')} } from 'kerros'`]
  const fromMacros = called(macros)
  if (fromMacros.length > 0) lines.push(`import { ${fromMacros.join(', ')} } from 'kerros/macros'`)
  return lines.join('\n')
}

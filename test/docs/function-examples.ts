import {
  type Analysis,
  abs,
  analysis,
  anyValue,
  approxCountDistinct,
  array,
  arrayAgg,
  arrayAppend,
  arrayConcat,
  arrayConstruct,
  arrayContains,
  arraySize,
  avg,
  bigint,
  boolAnd,
  boolean,
  boolOr,
  castTo,
  ceil,
  concat,
  contains,
  count,
  countDistinct,
  countIf,
  type Db,
  date,
  dateAdd,
  dateDiff,
  dateFromParts,
  datePart,
  dateSpine,
  dateText,
  dateTrunc,
  decimal,
  denseRank,
  divide,
  double,
  endsWith,
  epochTimestamp,
  exp,
  firstValue,
  flatten,
  floor,
  generateSeries,
  greatest,
  grouping,
  haversine,
  iff,
  integer,
  json,
  jsonPath,
  keyText,
  lag,
  lastDay,
  lastValue,
  lead,
  least,
  left,
  length,
  listagg,
  ln,
  lower,
  lpad,
  ltrim,
  max,
  md5,
  median,
  min,
  mod,
  now,
  ntile,
  nullIf,
  nullOf,
  objectConstruct,
  orNull,
  parseJson,
  percentileCont,
  percentileDisc,
  position,
  power,
  rangeBetween,
  rank,
  regexpGroup,
  regexpLike,
  regexpReplace,
  replace,
  right,
  round,
  rowNumber,
  rowsBetween,
  rtrim,
  source,
  split,
  splitPart,
  splitToTable,
  sqrt,
  startsWith,
  stddev,
  stddevPop,
  substring,
  sum,
  text,
  timestamp,
  toDate,
  trim,
  tryCast,
  upper,
  varchar,
  variance,
  variancePop,
} from 'kerros'
import {
  asOf,
  avgExact,
  bucket,
  columnsExcept,
  deduplicate,
  groupingSets,
  joinAsOf,
  pivot,
  safeDivide,
  selectExcept,
  sessionize,
  surrogateKey,
  topN,
  unionRelations,
  unpivot,
  weightedAvg,
} from 'kerros/macros'
import type { QueryCallback } from '../../src/core/query/query.js'
import type { SubqueryBuilder } from '../../src/core/query/subquery-builder.js'

/** What the examples read. */
export const { movies, archive, lent, prices } = source('shop', {
  movies: {
    movie_id: integer(),
    title: varchar(),
    genre: varchar(),
    tagline: varchar().nullable(),
    budget: bigint().nullable(),
    revenue: decimal(18, 2),
    rating: double(),
    latitude: double(),
    longitude: double(),
    votes: integer(),
    is_new: boolean(),
    released: date(),
    added_at: timestamp(),
    updated_at: timestamp(),
    added_epoch: bigint(),
    year_text: varchar(),
    genres: varchar(),
    tags: array(varchar()),
    payload: json(),
    payload_text: varchar(),
  },
  archive: { movie_id: integer(), title: varchar(), closed: date() },
  lent: { movie_id: integer(), title: varchar() },
  prices: { movie_id: integer(), price: decimal(6, 2), valid_from: timestamp(), valid_to: timestamp().nullable() },
})

const inputs = { m: movies, a: archive, l: lent, p: prices }
type Builder = SubqueryBuilder<Db<typeof inputs>, 'm'>

/** An expression of any kind: what it reads is checked when the example runs. */
interface Nameable {
  as(alias: 'value'): any
}

/** A value of one row. */
const value = (build: (eb: Builder) => Nameable): Analysis<any> =>
  analysis(inputs, (db) => db.selectFrom('m').select((eb) => build(eb as Builder).as('value')))

/** A value of a group of rows. */
const grouped = (build: (eb: Builder) => Nameable): Analysis<any> =>
  analysis(inputs, (db) =>
    db
      .selectFrom('m')
      .select((eb) => build(eb as Builder).as('value'))
      .groupBy('m.genre'),
  )

/** A whole query. */
const query = <F extends QueryCallback<typeof inputs>>(build: F): Analysis<any> => analysis(inputs, build)

/**
 * One example of each function and macro, in the groups of docs/functions.md. The page shows what the callback returns, as
 * it is written here, and the SQL that it compiles to.
 */
export const functionExamples = {
  Aggregates: {
    count: grouped(() => count()),
    countDistinct: grouped((eb) => countDistinct(eb.ref('m.title'))),
    countIf: grouped((eb) => countIf(eb('m.rating', '>=', 4))),
    sum: grouped((eb) => sum(eb.ref('m.votes'))),
    avg: grouped((eb) => avg(eb.ref('m.votes'))),
    min: grouped((eb) => min(eb.ref('m.released'))),
    max: grouped((eb) => max(eb.ref('m.released'))),
    median: grouped((eb) => median(eb.ref('m.rating'))),
    percentileCont: grouped((eb) => percentileCont(eb.ref('m.rating'), 0.9)),
    percentileDisc: grouped((eb) => percentileDisc(eb.ref('m.votes'), 0.9)),
    stddev: grouped((eb) => stddev(eb.ref('m.rating'))),
    stddevPop: grouped((eb) => stddevPop(eb.ref('m.rating'))),
    variance: grouped((eb) => variance(eb.ref('m.rating'))),
    variancePop: grouped((eb) => variancePop(eb.ref('m.rating'))),
    anyValue: grouped((eb) => anyValue(eb.ref('m.genre'))),
    approxCountDistinct: grouped((eb) => approxCountDistinct(eb.ref('m.title'))),
    boolAnd: grouped((eb) => boolAnd(eb.ref('m.is_new'))),
    boolOr: grouped((eb) => boolOr(eb.ref('m.is_new'))),
    listagg: grouped((eb) => listagg(eb.ref('m.title'), ', ').orderBy(eb.ref('m.title'))),
    grouping: query((db) =>
      db
        .selectFrom('m')
        .$call(groupingSets({ cube: ['m.genre'] }))
        .select((eb) => [count().as('movies'), grouping(eb.ref('m.genre')).as('is_total')]),
    ),
    arrayAgg: grouped((eb) => arrayAgg(eb.ref('m.title')).orderBy(eb.ref('m.title'))),
  },
  Windows: {
    rowNumber: value(() => rowNumber().over((w) => w.partitionBy('m.genre').orderBy('m.movie_id'))),
    rank: value(() => rank().over((w) => w.partitionBy('m.genre').orderBy('m.rating', 'desc'))),
    denseRank: value(() => denseRank().over((w) => w.partitionBy('m.genre').orderBy('m.rating', 'desc'))),
    ntile: value(() => ntile(4).over((w) => w.orderBy('m.rating'))),
    lag: value((eb) => lag(eb.ref('m.rating')).over((w) => w.orderBy('m.released'))),
    lead: value((eb) => lead(eb.ref('m.rating'), 2).over((w) => w.orderBy('m.released'))),
    firstValue: value((eb) =>
      firstValue(eb.ref('m.title')).over((w) => w.partitionBy('m.genre').orderBy('m.released')),
    ),
    lastValue: value((eb) => lastValue(eb.ref('m.title')).over((w) => w.partitionBy('m.genre').orderBy('m.released'))),
    rowsBetween: value((eb) =>
      sum(eb.ref('m.votes')).over((w) => w.orderBy('m.released').$call(rowsBetween('6 preceding', 'current row'))),
    ),
    rangeBetween: value(() =>
      count().over((w) => w.orderBy('m.added_at').$call(rangeBetween('7 days preceding', 'current row'))),
    ),
  },
  Strings: {
    text: value(() => text('movie')),
    concat: value((eb) => concat(eb.ref('m.title'), ' / ', eb.ref('m.genre'))),
    contains: value((eb) => contains(eb.ref('m.title'), 'heat')),
    startsWith: value((eb) => startsWith(eb.ref('m.title'), 'The ')),
    endsWith: value((eb) => endsWith(eb.ref('m.title'), '!')),
    length: value((eb) => length(eb.ref('m.title'))),
    lower: value((eb) => lower(eb.ref('m.title'))),
    upper: value((eb) => upper(eb.ref('m.title'))),
    lpad: value((eb) => lpad(eb.ref('m.year_text'), 6, '0')),
    left: value((eb) => left(eb.ref('m.title'), 3)),
    right: value((eb) => right(eb.ref('m.title'), 3)),
    position: value((eb) => position(eb.ref('m.title'), ' and ')),
    trim: value((eb) => trim(eb.ref('m.title'))),
    ltrim: value((eb) => ltrim(eb.ref('m.title'))),
    rtrim: value((eb) => rtrim(eb.ref('m.title'))),
    md5: value((eb) => md5(eb.ref('m.title'))),
    replace: value((eb) => replace(eb.ref('m.title'), '&', 'and')),
    split: value((eb) => split(eb.ref('m.genres'), '|')),
    splitPart: value((eb) => splitPart(eb.ref('m.genres'), '|', 1)),
    substring: value((eb) => substring(eb.ref('m.title'), 1, 3)),
    regexpGroup: value((eb) => regexpGroup(eb.ref('m.title'), '\\((\\d{4})\\)$', 1)),
    regexpLike: value((eb) => regexpLike(eb.ref('m.title'), 'The .*', { ignoreCase: true })),
    regexpReplace: value((eb) => regexpReplace(eb.ref('m.title'), '\\s+', ' ')),
  },
  'Dates and timestamps': {
    dateTrunc: value((eb) => dateTrunc('month', eb.ref('m.added_at'))),
    dateAdd: value((eb) => dateAdd('day', -7, eb.ref('m.released'))),
    dateDiff: value((eb) => dateDiff('day', eb.ref('m.added_at'), eb.ref('m.updated_at'))),
    datePart: value((eb) => datePart('year', eb.ref('m.released'))),
    dateFromParts: value((eb) => dateFromParts(eb.ref('m.votes'), 1, 31)),
    dateText: value((eb) => dateText(eb.ref('m.released'))),
    epochTimestamp: value((eb) => epochTimestamp(eb.ref('m.added_epoch'))),
    lastDay: value((eb) => lastDay(eb.ref('m.released'))),
    now: value(() => now()),
    toDate: value((eb) => toDate(eb.ref('m.added_at'))),
  },
  Numbers: {
    abs: value((eb) => abs(eb.ref('m.revenue'))),
    ceil: value((eb) => ceil(eb.ref('m.rating'))),
    floor: value((eb) => floor(eb.ref('m.rating'))),
    round: value((eb) => round(eb.ref('m.rating'), 1)),
    sqrt: value((eb) => sqrt(eb.ref('m.votes'))),
    power: value((eb) => power(eb.ref('m.rating'), 2)),
    ln: value((eb) => ln(eb.ref('m.votes'))),
    exp: value((eb) => exp(eb.ref('m.rating'))),
    haversine: value((eb) => haversine(eb.ref('m.latitude'), eb.ref('m.longitude'), 52.52, 13.405)),
    divide: value((eb) => divide(eb.ref('m.revenue'), eb.ref('m.votes'))),
    mod: value((eb) => mod(eb.ref('m.movie_id'), 10)),
    greatest: value((eb) => greatest(eb.ref('m.added_at'), eb.ref('m.updated_at'))),
    least: value((eb) => least(eb.ref('m.added_at'), eb.ref('m.updated_at'))),
  },
  'Types, conditions and NULL': {
    castTo: value((eb) => castTo(eb.ref('m.rating'), decimal(10, 2))),
    tryCast: value((eb) => tryCast(eb.ref('m.year_text'), integer())),
    iff: value((eb) => iff(eb('m.rating', '>=', 4), text('good'), text('other'))),
    nullIf: value((eb) => nullIf(eb.ref('m.title'), '')),
    nullOf: value(() => nullOf(varchar())),
    orNull: query((db) => db.selectFrom('m').select((eb) => orNull(max(eb.ref('m.released'))).as('latest'))),
    keyText: value((eb) => keyText(eb.ref('m.released'))),
  },
  'JSON and arrays': {
    parseJson: value((eb) => parseJson(eb.ref('m.payload_text'))),
    jsonPath: value((eb) => jsonPath(eb.ref('m.payload'), 'user.tags[0]', varchar())),
    objectConstruct: value((eb) => objectConstruct({ id: eb.ref('m.movie_id'), title: eb.ref('m.title') })),
    arrayAppend: value((eb) => arrayAppend(eb.ref('m.tags'), 'classic')),
    arrayConcat: value((eb) => arrayConcat(eb.ref('m.tags'), arrayConstruct(text('new')))),
    arrayConstruct: value((eb) => arrayConstruct(eb.ref('m.title'), eb.ref('m.genre'))),
    arrayContains: value((eb) => arrayContains(eb.ref('m.tags'), 'classic')),
    arraySize: value((eb) => arraySize(eb.ref('m.tags'))),
  },
  'Functions that return rows': {
    splitToTable: query((db) =>
      db
        .selectFrom('m')
        .crossJoinLateral((eb) => splitToTable(eb.ref('m.genres'), '|').as('g'))
        .select(['m.movie_id', 'g.value as genre']),
    ),
    flatten: query((db) =>
      db
        .selectFrom('m')
        .crossJoinLateral((eb) => flatten(eb.ref('m.tags')).as('t'))
        .select((eb) => ['m.movie_id', castTo(eb.ref('t.value'), varchar()).as('tag')]),
    ),
    generateSeries: query((db) => db.selectFrom(generateSeries(1, 12).as('n')).select('n.value as month')),
    dateSpine: query((db) =>
      db.selectFrom(dateSpine('day', '2024-01-01', '2025-01-01').as('d')).select('d.value as day'),
    ),
  },
  Macros: {
    avgExact: grouped((eb) => avgExact(eb.ref('m.votes'))),
    weightedAvg: grouped((eb) => weightedAvg(eb.ref('m.rating'), eb.ref('m.votes'))),
    safeDivide: value((eb) => safeDivide(eb.ref('m.revenue'), eb.ref('m.votes'), 4)),
    bucket: value((eb) =>
      bucket(
        eb.ref('m.rating'),
        [
          [4, 'good'],
          [3, 'fair'],
        ],
        'poor',
      ),
    ),
    surrogateKey: value((eb) => surrogateKey([eb.ref('m.movie_id'), eb.ref('m.released')])),
    columnsExcept: query((db) => db.selectFrom('a').select(columnsExcept(archive, ['closed'], 'a'))),
    selectExcept: query((db) => db.selectFrom('a').$call(selectExcept('a', ['closed']))),
    deduplicate: query((db) =>
      db
        .selectFrom('m')
        .select(['m.title', 'm.rating'])
        .$call(deduplicate({ by: ['m.title'], orderBy: [['m.updated_at', 'desc']] })),
    ),
    topN: query((db) =>
      db
        .selectFrom('m')
        .select(['m.genre', 'm.title'])
        .$call(topN({ n: 5, partitionBy: ['m.genre'], orderBy: [['m.rating', 'desc']], as: 'place' })),
    ),
    groupingSets: query((db) =>
      db
        .selectFrom('m')
        .$call(groupingSets({ rollup: ['m.genre', 'm.released'] }))
        .select((eb) => [count().as('movies'), grouping(eb.ref('m.released')).as('is_all_days')]),
    ),
    pivot: query((db) =>
      db
        .selectFrom('m')
        .groupBy('m.released')
        .select((eb) => [
          'm.released',
          ...pivot(eb.ref('m.genre'), ['Crime', 'Drama'], (isGenre) => countIf(isGenre), { suffix: '_movies' }),
        ]),
    ),
    unpivot: query((db) =>
      unpivot(db, 'm', {
        columns: ['added_at', 'updated_at'],
        keep: ['movie_id'],
        nameAs: 'event',
        valueAs: 'happened_at',
      }),
    ),
    sessionize: query((db) =>
      sessionize(db, 'm', { partitionBy: ['genre'], orderBy: 'added_at', gap: [30, 'minute'], as: 'session' }),
    ),
    unionRelations: query((db) => unionRelations(db, ['a', 'l'], { sourceColumn: 'origin' })),
    asOf: query((db) =>
      db
        .selectFrom('p')
        .$call(asOf({ validFrom: 'valid_from', validTo: 'valid_to' }, 'p', new Date('2024-05-01')))
        .select(['p.movie_id', 'p.price']),
    ),
    joinAsOf: query((db) =>
      db
        .selectFrom('m')
        .$call(
          joinAsOf({ validFrom: 'valid_from', validTo: 'valid_to' }, 'p', {
            on: { movie_id: 'm.movie_id' },
            at: 'm.updated_at',
          }),
        )
        .select(['m.title', 'p.price']),
    ),
  },
} satisfies { readonly [group: string]: { readonly [name: string]: Analysis<any> } }

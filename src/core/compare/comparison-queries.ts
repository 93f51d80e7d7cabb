import {
  type AliasedExpression,
  type Expression,
  ExpressionWrapper,
  type OperationNode,
  type SelectQueryBuilder,
  sql,
} from 'kysely'
import { compileDatabase } from '../nodes/compile-database.js'
import { columnOf } from '../query/column-of.js'
import type { MatchedColumn, MatchedColumns } from './match-columns.js'

/** What is compared, and how. */
export interface ComparisonInput {
  /** The operation nodes of the two relations. */
  readonly here: OperationNode
  readonly there: OperationNode
  readonly columns: Pick<MatchedColumns, 'key' | 'values'>
  /** A condition in the engine's SQL that the rows of both sides fulfil. */
  readonly where?: string | undefined
  /** By how much floating-point numbers may differ. */
  readonly tolerance?: number | undefined
}

/** A comparison after its keys were counted. */
export interface KeyedInput extends ComparisonInput {
  /** Whether each part of the key has a NULL on a side: else a plain join finds its rows. */
  readonly hasNulls: readonly boolean[]
  /** Whether a key repeats on a side. */
  readonly hasRepeated: boolean
}

type Query = SelectQueryBuilder<any, any, any>
type Side = 'here' | 'there'

const SIDES = ['here', 'there'] as const

/**
 * Counts the keys of both sides: one row for each side.
 *
 * The generated SQL: `select 0 as "side", count(*) as "keys", sum("n") as "rows", … from (select k0, count(*) as "n" … group by k0)
 * union all …`
 */
export function keyCountsQuery(input: ComparisonInput): OperationNode {
  const { key } = input.columns
  const [here, there] = SIDES.map((side, at) => {
    const groups = keyGroups(input, side)
    return compileDatabase.selectFrom(groups.as('g')).select((eb: any) => {
      const sumIf = (condition: any): any =>
        eb.fn.sum(eb.case().when(condition).then(eb.ref('g.n')).else(eb.lit(0)).end())
      const isNull = (i: number): any => eb(columnOf('g', `k${i}`), 'is', null)
      const repeats = eb('g.n', '>', eb.lit(1))
      return [
        eb.lit(at).as('side'),
        eb.fn.sum('g.n').as('n'),
        eb.fn.sum(eb.case().when(repeats).then(eb.lit(1)).else(eb.lit(0)).end()).as('repeated'),
        sumIf(repeats).as('repeated_n'),
        sumIf(eb.or(key.map((_, i) => isNull(i)))).as('nulls'),
        ...key.map((_, i) => sumIf(isNull(i)).as(`nulls${i}`)),
      ]
    })
  }) as [any, any]
  return here.unionAll(there).toOperationNode()
}

/**
 * Joins the rows of keys that do not repeat, and counts what is different of them. One row.
 *
 * The generated SQL: `select sum("is_here") …, sum("d0") as "d0", … from (select … from (…) as "h" full join (…) as "t" on
 * "h"."k0" = "t"."k0")`
 */
export function joinCountsQuery(input: KeyedInput): OperationNode {
  const { values } = input.columns
  const flags = joined(input).select((eb: any) => [
    ...presence(eb),
    ...values.flatMap((column, i) => [
      flag(eb, eb.and([isBoth(eb), differs(eb, column, i, input)])).as(`d${i}`),
      flag(eb, eb.and([isBoth(eb), eb(value('h', i), 'is', null), eb(value('t', i), 'is not', null)])).as(`x${i}`),
      flag(eb, eb.and([isBoth(eb), eb(value('h', i), 'is not', null), eb(value('t', i), 'is', null)])).as(`y${i}`),
    ]),
  ])
  const sum = (eb: any, name: string): any => eb.fn.sum(columnOf('f', name)).as(name)
  return compileDatabase
    .selectFrom(flags.as('f'))
    .select((eb: any) => [
      ...['added', 'removed', 'paired'].map((name) => sum(eb, name)),
      eb.fn.sum(flag(eb, anyChanged(eb, 'f', values))).as('changed'),
      ...values.flatMap((_, i) => [`d${i}`, `x${i}`, `y${i}`].map((name) => sum(eb, name))),
    ])
    .toOperationNode()
}

/**
 * Counts whole rows, each as often as it occurs on a side: all rows, or those of keys that repeat. One row.
 *
 * The generated SQL: `select sum("n_here"), …, sum(case when "n_here" > "n_there" then "n_here" - "n_there" else 0 end) … from
 * (select …, sum("is_here") as "n_here" … from (… union all …) group by …)`
 */
export function wholeRowsQuery(input: ComparisonInput | KeyedInput): OperationNode {
  return compileDatabase
    .selectFrom(rowGroups(input).as('g'))
    .select((eb: any) => [
      eb.fn.sum('g.n_here').as('n_here'),
      eb.fn.sum('g.n_there').as('n_there'),
      eb.fn.sum(excess(eb, 'here')).as('added'),
      eb.fn.sum(excess(eb, 'there')).as('removed'),
    ])
    .toOperationNode()
}

/** The first rows with a key on both sides and other values, in the order of the key: `k0`, `h0`, `t0`, `d0`, … */
export function changedRowsQuery(input: KeyedInput, limit: number): OperationNode {
  const { key, values } = input.columns
  const rows = joined(input).select((eb: any) => [
    ...presence(eb),
    ...key.map((_, i) => columnOf('h', `k${i}`).as(`k${i}`)),
    ...values.flatMap((column, i) => [
      value('h', i).as(`h${i}`),
      value('t', i).as(`t${i}`),
      flag(eb, eb.and([isBoth(eb), differs(eb, column, i, input)])).as(`d${i}`),
    ]),
  ])
  const changed = compileDatabase
    .selectFrom(rows.as('f'))
    .selectAll()
    .where((eb: any) => anyChanged(eb, 'f', values))
  return byKey(changed, key).limit(limit).toOperationNode()
}

/** The first rows of keys that only one side has, in the order of the key: `k0`, `c0`, … */
export function unpairedRowsQuery(input: KeyedInput, side: Side, limit: number): OperationNode {
  const { key, values } = input.columns
  const [own, other] = side === 'here' ? ['h', 't'] : ['t', 'h']
  const rows = joined(input)
    .where((eb: any) => eb(columnOf(other!, 'is_row'), 'is', null))
    .select([
      ...key.map((_, i) => columnOf(own!, `k${i}`).as(`k${i}`)),
      ...values.map((_, i) => value(own!, i).as(`c${i}`)),
    ])
  const wrapped = compileDatabase.selectFrom(rows.as('f')).selectAll()
  return byKey(wrapped, key).limit(limit).toOperationNode()
}

/** The first keys that repeat, and how often they do on each side: `k0`, `n_here`, `n_there`. */
export function repeatedKeysQuery(input: KeyedInput, limit: number): OperationNode {
  const { key } = input.columns
  const keys = key.map((_, i) => `k${i}`)
  const sides = SIDES.map((side) => {
    const groups = keyGroups(input, side)
    const [here, there] = side === 'here' ? ['n', undefined] : [undefined, 'n']
    return compileDatabase
      .selectFrom(groups.as('g'))
      .select((eb: any) => [
        ...keys.map((name) => columnOf('g', name).as(name)),
        (here ? eb.ref('g.n') : eb.lit(0)).as('n_here'),
        (there ? eb.ref('g.n') : eb.lit(0)).as('n_there'),
      ])
  }) as [any, any]
  const counted = compileDatabase
    .selectFrom(sides[0].unionAll(sides[1]).as('s'))
    .select((eb: any) => [
      ...keys.map((name) => columnOf('s', name).as(name)),
      eb.fn.sum('s.n_here').as('n_here'),
      eb.fn.sum('s.n_there').as('n_there'),
    ])
    .groupBy(keys.map((name) => columnOf('s', name)))
  const repeated = compileDatabase
    .selectFrom(counted.as('f'))
    .selectAll()
    .where((eb: any) => eb.or([eb('f.n_here', '>', eb.lit(1)), eb('f.n_there', '>', eb.lit(1))]))
  return byKey(repeated, key).limit(limit).toOperationNode()
}

/** The first whole rows that are more often on one side, of all rows: `c0`, …, `n_here`, `n_there`. */
export function unequalRowsQuery(input: ComparisonInput, side: Side, limit: number): OperationNode {
  const rows = compileDatabase
    .selectFrom(rowGroups(input).as('g'))
    .selectAll()
    .where((eb: any) => eb('g.n_here', side === 'here' ? '>' : '<', eb.ref('g.n_there')))
  return input.columns.values
    .reduce((query: any, _, i) => query.orderBy(columnOf('g', `c${i}`)), rows)
    .limit(limit)
    .toOperationNode()
}

/** The rows of a side: its key as `k0`, …, its values as `c0`, …, and a 1 as `is_row`. */
function sideRows({ here, there, columns: { key, values }, where }: ComparisonInput, side: Side): Query {
  const relation = new ExpressionWrapper<any, any, any>(side === 'here' ? here : there).as('r')
  const rows: Query = compileDatabase
    .selectFrom(relation as never)
    .select((eb: any) => [
      ...key.map((column, i) => columnOf('r', column[side].name).as(`k${i}`)),
      ...values.map((column, i) => columnOf('r', column[side].name).as(`c${i}`)),
      eb.lit(1).as('is_row'),
    ])
  // The line end keeps a comment at the end of the condition from taking the parenthesis along.
  return where === undefined ? rows : rows.where(sql<boolean>`(${sql.raw(where)}\n)`)
}

function keyGroups(input: ComparisonInput, side: Side): Query {
  const keys = input.columns.key.map((_, i) => `k${i}`)
  return compileDatabase
    .selectFrom(sideRows({ ...input, columns: { ...input.columns, values: [] } }, side).as('s'))
    .select((eb: any) => [...keys.map((name) => columnOf('s', name).as(name)), eb.fn.countAll().as('n')])
    .groupBy(keys.map((name) => columnOf('s', name)))
}

/** Each key that repeats on a side, once, with a 1 as `is_repeated`. */
function repeatedKeys(input: KeyedInput): Query {
  const keys = input.columns.key.map((_, i) => `k${i}`)
  const [here, there] = SIDES.map((side) =>
    compileDatabase
      .selectFrom(keyGroups(input, side).as('g'))
      .where((eb: any) => eb('g.n', '>', eb.lit(1)))
      .select((eb: any) => [...keys.map((name) => columnOf('g', name).as(name)), eb.lit(1).as('is_repeated')]),
  ) as [any, any]
  return here.union(there)
}

/** The rows of a side whose keys repeat, or those whose keys do not. */
function rowsByRepetition(input: KeyedInput, side: Side, isRepeated: boolean): Query {
  const { key, values } = input.columns
  if (!input.hasRepeated) return sideRows(input, side)
  return compileDatabase
    .selectFrom(sideRows(input, side).as('s'))
    .leftJoin(repeatedKeys(input).as('p'), (join: any) => join.on((eb: any) => isSameKey(eb, 's', 'p', input)))
    .where((eb: any) => eb(columnOf('p', 'is_repeated'), isRepeated ? 'is not' : 'is', null))
    .select([
      ...key.map((_, i) => columnOf('s', `k${i}`).as(`k${i}`)),
      ...values.map((_, i) => columnOf('s', `c${i}`).as(`c${i}`)),
      columnOf('s', 'is_row').as('is_row'),
    ])
}

function joined(input: KeyedInput): Query {
  return compileDatabase
    .selectFrom(rowsByRepetition(input, 'here', false).as('h'))
    .fullJoin(rowsByRepetition(input, 'there', false).as('t'), (join: any) =>
      join.on((eb: any) => isSameKey(eb, 'h', 't', input)),
    )
}

function isSameKey(eb: any, one: string, other: string, { columns: { key }, hasNulls }: KeyedInput): Expression<any> {
  return eb.and(
    key.map((_, i) => eb(columnOf(one, `k${i}`), hasNulls[i] ? 'is not distinct from' : '=', columnOf(other, `k${i}`))),
  )
}

/** Whole rows with how often they are on each side: the key's columns among the values. */
function rowGroups(input: ComparisonInput | KeyedInput): Query {
  const { key, values } = input.columns
  const names = [...key.map((_, i) => `k${i}`), ...values.map((_, i) => `c${i}`)]
  const [here, there] = SIDES.map((side) => {
    const rows = 'hasRepeated' in input ? rowsByRepetition(input, side, true) : sideRows(input, side)
    return compileDatabase
      .selectFrom(rows.as('s'))
      .select((eb: any) => [
        ...names.map((name) => columnOf('s', name).as(name)),
        eb.lit(side === 'here' ? 1 : 0).as('is_here'),
        eb.lit(side === 'here' ? 0 : 1).as('is_there'),
      ])
  }) as [any, any]
  return compileDatabase
    .selectFrom(here.unionAll(there).as('s'))
    .select((eb: any) => [
      ...names.map((name) => columnOf('s', name).as(name)),
      eb.fn.sum('s.is_here').as('n_here'),
      eb.fn.sum('s.is_there').as('n_there'),
    ])
    .groupBy(names.map((name) => columnOf('s', name)))
}

function excess(eb: any, side: Side): any {
  const [more, less] = side === 'here' ? ['g.n_here', 'g.n_there'] : ['g.n_there', 'g.n_here']
  return eb
    .case()
    .when(eb(more, '>', eb.ref(less)))
    .then(eb(more, '-', eb.ref(less)))
    .else(eb.lit(0))
    .end()
}

function presence(eb: any): readonly AliasedExpression<any, string>[] {
  const has = (table: string, is: 'is' | 'is not'): any => eb(columnOf(table, 'is_row'), is, null)
  return [
    flag(eb, has('t', 'is')).as('added'),
    flag(eb, has('h', 'is')).as('removed'),
    flag(eb, isBoth(eb)).as('paired'),
  ]
}

function isBoth(eb: any): any {
  return eb.and([eb(columnOf('h', 'is_row'), 'is not', null), eb(columnOf('t', 'is_row'), 'is not', null)])
}

function flag(eb: any, condition: any): any {
  return eb.case().when(condition).then(eb.lit(1)).else(eb.lit(0)).end()
}

function value(table: string, i: number): ReturnType<typeof columnOf> {
  return columnOf(table, `c${i}`)
}

function differs(eb: any, { isFloat }: MatchedColumn, i: number, { tolerance }: ComparisonInput): any {
  const [own, other] = [value('h', i), value('t', i)]
  if (tolerance === undefined || !isFloat) return eb(own, 'is distinct from', other)
  // Of two infinities that are equal, the difference is NaN.
  const isFar = eb.and([eb(own, '!=', other), eb(eb.fn('abs', [eb(own, '-', other)]), '>', tolerance)])
  return eb.or([
    eb.and([eb(own, 'is', null), eb(other, 'is not', null)]),
    eb.and([eb(own, 'is not', null), eb(other, 'is', null)]),
    isFar,
  ])
}

/** Whether one of the flags of the columns is set; never so without columns. */
function anyChanged(eb: any, table: string, values: readonly MatchedColumn[]): any {
  if (values.length === 0) return sql<boolean>`1 = 0`
  return eb.or(values.map((_, i) => eb(columnOf(table, `d${i}`), '=', eb.lit(1))))
}

function byKey(query: any, key: readonly MatchedColumn[]): any {
  return key.reduce((ordered: any, _, i) => ordered.orderBy(columnOf('f', `k${i}`)), query)
}

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

/** A query that is being built. */
export type Query = SelectQueryBuilder<any, any, any>
/** One of the two sides. */
export type Side = 'here' | 'there'

export const SIDES = ['here', 'there'] as const

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

/** Each key of a side once, with how often it is there: `k0`, …, `n`. */
export function keyGroups(input: ComparisonInput, side: Side): Query {
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

/** Rows of keys that do not repeat, as `h` and `t`: with a partner, or alone. */
export function joined(input: KeyedInput): Query {
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
export function rowGroups(input: ComparisonInput | KeyedInput): Query {
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

/** Whether a joined row is only here, only there, or on both sides. */
export function presence(eb: any): readonly AliasedExpression<any, string>[] {
  const has = (table: string, is: 'is' | 'is not'): any => eb(columnOf(table, 'is_row'), is, null)
  return [
    flag(eb, has('t', 'is')).as('added'),
    flag(eb, has('h', 'is')).as('removed'),
    flag(eb, isBoth(eb)).as('paired'),
  ]
}

/** Whether a joined row is on both sides. */
export function isBoth(eb: any): any {
  return eb.and([eb(columnOf('h', 'is_row'), 'is not', null), eb(columnOf('t', 'is_row'), 'is not', null)])
}

/** 1 where a condition holds, else 0. */
export function flag(eb: any, condition: any): any {
  return eb.case().when(condition).then(eb.lit(1)).else(eb.lit(0)).end()
}

/** A compared value of a joined row. */
export function value(table: string, i: number): ReturnType<typeof columnOf> {
  return columnOf(table, `c${i}`)
}

/** Whether a value is another one here than there: NULL is equal to NULL. */
export function differs(eb: any, { isFloat }: MatchedColumn, i: number, { tolerance }: ComparisonInput): any {
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
export function anyChanged(eb: any, table: string, values: readonly MatchedColumn[]): any {
  if (values.length === 0) return sql<boolean>`1 = 0`
  return eb.or(values.map((_, i) => eb(columnOf(table, `d${i}`), '=', eb.lit(1))))
}

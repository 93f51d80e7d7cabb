import type { OperationNode } from 'kysely'
import { compileDatabase } from '../nodes/compile-database.js'
import { columnOf } from '../query/column-of.js'
import {
  anyChanged,
  type ComparisonInput,
  differs,
  flag,
  isBoth,
  joined,
  type KeyedInput,
  keyGroups,
  presence,
  rowGroups,
  SIDES,
  type Side,
  value,
} from './compared-rows.js'
import type { MatchedColumn } from './match-columns.js'

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

function byKey(query: any, key: readonly MatchedColumn[]): any {
  return key.reduce((ordered: any, _, i) => ordered.orderBy(columnOf('f', `k${i}`)), query)
}

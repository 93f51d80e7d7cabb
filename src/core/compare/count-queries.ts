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

function excess(eb: any, side: Side): any {
  const [more, less] = side === 'here' ? ['g.n_here', 'g.n_there'] : ['g.n_there', 'g.n_here']
  return eb
    .case()
    .when(eb(more, '>', eb.ref(less)))
    .then(eb(more, '-', eb.ref(less)))
    .else(eb.lit(0))
    .end()
}

import { type RelationTest, type RelationTestDb, relationTest } from '../definitions/relation-test.js'
import type { TestOptions } from '../definitions/test-options.js'
import { KerrosError } from '../errors/index.js'
import { avg, count, countDistinct, max, min, sum } from '../functions/aggregate-functions.js'
import { columnOf, selectedColumn } from '../query/column-of.js'
import type { Ref } from '../query/ref.js'
import type { SameColumns } from './row-counts.js'
import { checkColumns } from './shared/check-columns.js'
import { checkNumber } from './shared/check-number.js'
import { freeName } from './shared/free-name.js'

const AGGREGATES = { sum, avg, min, max, count, countDistinct } as const

/** What {@link aggregateEquality} compares. */
export interface AggregateEqualityOptions<K extends string, F extends string, C extends string> extends TestOptions {
  /** What is compared of the values. */
  readonly aggregate: 'sum' | 'avg' | 'min' | 'max' | 'count' | 'countDistinct'
  /** The tested relation's column. */
  readonly column: K
  /** The other relation's column. */
  readonly field: F
  /** The aggregates are compared for each combination of these columns, which both relations have. Default: all rows together. */
  readonly groupBy?: readonly C[]
  /** How far they may be apart. Default: 0. */
  readonly tolerance?: number
}

/**
 * Passes when an aggregate of a column is that of another relation's column. A group that only one of the relations has
 * fails, and so does NULL next to a value.
 * The generated SQL: `select … from (select sum("a") as "own_value", null as "other_value", … union all …) group by …
 * having … or abs(max("own_value") - max("other_value")) > tolerance`
 */
export function aggregateEquality<
  Row,
  const K extends string,
  const F extends keyof Row & string,
  const C extends keyof Row & string = never,
>(
  to: Ref<Row>,
  options: AggregateEqualityOptions<K, F, C>,
): RelationTest<SameColumns<Row, NoInfer<C>> & { readonly [P in NoInfer<K>]: number | bigint | null }> {
  const { aggregate, column, field, groupBy = [], tolerance = 0, ...others } = options
  checkColumns('aggregateEquality', groupBy)
  checkNumber('aggregateEquality', 'tolerance', tolerance, (most) => most >= 0)
  if (!Object.hasOwn(AGGREGATES, aggregate))
    throw new KerrosError(
      'E_INVALID_DEFINITION',
      `aggregateEquality(…) was given "${String(aggregate)}" as "aggregate"`,
      {
        hint: `It may be ${Object.keys(AGGREGATES).join(', ')}.`,
      },
    )
  return relationTest({
    name: 'expect_table_aggregation_to_equal_other_table',
    namespace: 'dbt_expectations',
    arguments: {
      expression: `${aggregate}(${column})`,
      compare_expression: `${aggregate}(${field})`,
      ...(groupBy.length > 0 && { group_by: groupBy }),
      ...(options.tolerance !== undefined && { tolerance }),
    },
    inputs: { compare_model: to },
    columns: { model: [...groupBy, column], compare_model: [...groupBy, field] },
    options: others,
    failures: (db) => comparedAggregates(db, { aggregate, column, field, groupBy, tolerance }),
  })
}

function comparedAggregates(
  db: RelationTestDb,
  {
    aggregate,
    column,
    field,
    groupBy = [],
    tolerance = 0,
  }: Omit<AggregateEqualityOptions<string, string, string>, keyof TestOptions>,
): any {
  const [own, other] = ['own_value', 'other_value'].map((name) => freeName(name, groupBy)) as [string, string]
  const side = (from: string, of: string, isOwn: boolean): any => {
    const value = (AGGREGATES[aggregate] as (x: any) => any)(columnOf(from.slice(-1), of))
    const sides = db
      .selectFrom(from as never)
      .select((eb: any) => [
        ...groupBy.map((group) => selectedColumn(from.slice(-1), group)),
        (isOwn ? value : eb.lit(null)).as(own),
        (isOwn ? eb.lit(null) : value).as(other),
      ])
    return groupBy.length === 0 ? sides : sides.groupBy(groupBy.map((group) => columnOf(from.slice(-1), group)))
  }
  const rows = side('model as m', column, true).unionAll(side('compare_model as t', field, false))
  const [mine, theirs] = [own, other].map((name) => (eb: any) => eb.fn.max(columnOf('s', name))) as [any, any]
  const compared = db
    .selectFrom(rows.as('s'))
    .select((eb: any) => [
      ...groupBy.map((group) => selectedColumn('s', group)),
      mine(eb).as(own),
      theirs(eb).as(other),
    ])
    .having((eb: any) =>
      eb.or([
        // A group that one of them does not have.
        eb(eb.fn.countAll(), '!=', eb.lit(2)),
        eb.and([eb(mine(eb), 'is', null), eb(theirs(eb), 'is not', null)]),
        eb.and([eb(mine(eb), 'is not', null), eb(theirs(eb), 'is', null)]),
        // Of equal infinities the difference is NaN.
        eb.and([eb(mine(eb), '!=', theirs(eb)), eb(eb.fn('abs', [eb(mine(eb), '-', theirs(eb))]), '>', tolerance)]),
      ]),
    )
  return groupBy.length === 0 ? compared : compared.groupBy(groupBy.map((group) => columnOf('s', group)))
}

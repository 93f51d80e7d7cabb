import type { SelectQueryBuilder } from 'kysely'
import { type RelationTest, type RelationTestDb, relationTest } from '../definitions/relation-test.js'
import type { TestOptions } from '../definitions/test-options.js'
import { columnOf, selectedColumn } from '../query/column-of.js'
import type { Ref } from '../query/ref.js'
import type { Widen } from '../query/widen.js'
import { bothSides } from './shared/both-sides.js'
import { checkColumns } from './shared/check-columns.js'

/** What else a comparison of numbers of rows says. */
export interface RowCountOptions<C extends string> extends TestOptions {
  /** The rows are counted for each combination of these columns, which both relations have. Default: all rows together. */
  readonly groupBy?: readonly C[]
}

/** The rows that another relation is compared with have its columns, of the same types. */
export type SameColumns<Row, C extends keyof Row> = { readonly [K in C]: Widen<NonNullable<Row[K]>> | null }

/**
 * Passes when another relation has as many rows.
 * The generated SQL: `select sum("own_rows"), sum("other_rows") from (…) having sum("own_rows") != sum("other_rows")`
 */
export function equalRowCount<Row, const C extends keyof Row & string = never>(
  to: Ref<Row>,
  options: RowCountOptions<C> = {},
): RelationTest<SameColumns<Row, NoInfer<C>>> {
  return rowCounts('equal_rowcount', '!=', { to, test: 'equalRowCount' }, options)
}

/**
 * Passes when another relation has more rows.
 * The generated SQL: `select sum("own_rows"), sum("other_rows") from (…) having sum("own_rows") >= sum("other_rows")`
 */
export function fewerRowsThan<Row, const C extends keyof Row & string = never>(
  than: Ref<Row>,
  options: RowCountOptions<C> = {},
): RelationTest<SameColumns<Row, NoInfer<C>>> {
  return rowCounts('fewer_rows_than', '>=', { to: than, test: 'fewerRowsThan' }, options)
}

function rowCounts(
  name: string,
  fails: '!=' | '>=',
  { to, test }: { readonly to: Ref<any>; readonly test: string },
  { groupBy = [], ...options }: RowCountOptions<string>,
): RelationTest<any> {
  checkColumns(test, groupBy)
  return relationTest({
    name,
    namespace: 'dbt_utils',
    arguments: groupBy.length > 0 ? { group_by_columns: groupBy } : {},
    inputs: { compare_model: to },
    columns: { model: groupBy, compare_model: groupBy },
    options,
    failures: (db) => countedSides(db, groupBy, fails),
  })
}

function countedSides(
  db: RelationTestDb,
  groupBy: readonly string[],
  fails: '!=' | '>=',
): SelectQueryBuilder<any, any, any> {
  const { rows, own, other } = bothSides(db, 'compare_model', groupBy)
  const counted = (eb: any, side: string): any => eb.fn.coalesce(eb.fn.sum(columnOf('s', side)), eb.lit(0))
  const sums = db
    .selectFrom(rows.as('s'))
    .select((eb: any) => [
      ...groupBy.map((column) => selectedColumn('s', column)),
      counted(eb, own).as(own),
      counted(eb, other).as(other),
    ])
    .having((eb: any) => eb(counted(eb, own), fails, counted(eb, other)))
  return groupBy.length === 0 ? sums : sums.groupBy(groupBy.map((column) => columnOf('s', column)))
}

import type { SelectQueryBuilder } from 'kysely'
import type { RelationTestDb } from '../../definitions/relation-test.js'
import { columnOf, selectedColumn } from '../../query/column-of.js'
import { freeName } from './free-name.js'

/** Rows of two relations under each other. */
export interface BothSides {
  /** Of each row the columns, and a 1 for the side that it is from. */
  readonly rows: SelectQueryBuilder<any, any, any>
  /** The column with 1 for rows of the tested relation, and 0 for others. */
  readonly own: string
  readonly other: string
}

/** Two columns that are compared under a name of their own. */
export interface ColumnPair {
  readonly own: string
  readonly other: string
  readonly as: string
}

/**
 * Puts the rows of `model` and of another input under each other, so that a group of them counts both sides. Grouped, NULL is a
 * value like any other, as no join has it.
 *
 * The generated SQL: `select m."a", 1 as "own_rows", 0 as "other_rows" from model as m union all select t."a", 0, 1 from …`
 *
 * @param columns Columns that both sides have, or a pair of them.
 */
export function bothSides(db: RelationTestDb, other: string, columns: readonly string[] | ColumnPair): BothSides {
  const names = 'as' in columns ? [columns.as] : columns
  const [ownRows, otherRows] = ['own_rows', 'other_rows'].map((name) => freeName(name, names)) as [string, string]
  const side = (from: 'm' | 't', isOwn: boolean): any =>
    db
      .selectFrom((isOwn ? 'model as m' : `${other} as t`) as never)
      .select((eb: any) => [
        ...('as' in columns
          ? [columnOf(from, isOwn ? columns.own : columns.other).as(columns.as)]
          : columns.map((column) => selectedColumn(from, column))),
        eb.lit(isOwn ? 1 : 0).as(ownRows),
        eb.lit(isOwn ? 0 : 1).as(otherRows),
      ])
  return { rows: side('m', true).unionAll(side('t', false)), own: ownRows, other: otherRows }
}

import { ColumnNode, ExpressionWrapper } from 'kysely'
import type { Seed } from '../core/definitions/seed.js'
import type { Source } from '../core/definitions/source.js'
import { selectedColumn } from '../core/query/column-of.js'

/**
 * The names of all columns of a source or seed except some, for `select`. The row type stays exact. For models, whose
 * columns are known only to the compiler, and inside of any query: {@link selectExcept}.
 *
 * ```ts
 * db.selectFrom('r').select(columnsExcept(raw.raw_ratings, ['_loaded_at', '_file'], 'r'))
 * ```
 * The generated SQL (DuckDB): `select "r"."userId", "r"."movieId", "r"."rating", "r"."timestamp" from …`
 *
 * @param relation What `source` or `seed` gave.
 * @param names The columns to leave out.
 * @param alias The name in front of each column; none when left out.
 */
export function columnsExcept<R, const N extends keyof R & string, const A extends string = never>(
  relation: Source<R> | Seed<R>,
  names: readonly N[],
  alias?: A,
): readonly ([A] extends [never] ? Exclude<keyof R & string, N> : `${A}.${Exclude<keyof R & string, N>}`)[] {
  const left = new Set<string>(names)
  const kept = Object.keys(relation.columns).filter((column) => !left.has(column))
  return kept.map((column) => selected(column, alias)) as never
}

/** A string where Kysely reads it as this column and nothing else; else the column itself, which `select` takes as well. */
function selected(column: string, alias: string | undefined): unknown {
  const isPlain = !/[.]| as /i.test(`${column}${alias ?? ''}`)
  if (isPlain) return alias === undefined ? column : `${alias}.${column}`
  return alias === undefined ? new ExpressionWrapper(ColumnNode.create(column)) : selectedColumn(alias, column)
}

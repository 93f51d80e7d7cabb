import type { NoGroup, ReadableBy } from '../query/access.js'
import type { Ref, ROW } from '../query/ref.js'

/** A relation with the columns of it that are needed: of {@link columnsOf}. */
export interface ColumnsOf {
  readonly kind: 'columnsOf'
  /** The relation that the exposure reads. */
  readonly of: Ref<any>
  /** The columns that it needs of it. */
  readonly columns: readonly string[]
}

/**
 * Names the columns that an exposure needs of a relation. When the relation loses one, `tsc` reports it, and so does every
 * command that loads the project; `kerros impact` knows that the other columns are not needed.
 *
 * ```ts
 * export const dashboard = exposure({
 *   type: 'dashboard',
 *   dependsOn: [columnsOf(movie_analysis, ['movie_title', 'average_rating'])],
 *   owner: { name: 'Ann' },
 * })
 * ```
 *
 * @param columns At least one, each once.
 */
export function columnsOf<Row>(
  of: Ref<Row> & ReadableBy<NoGroup> & { readonly [ROW]: Row },
  columns: readonly (keyof NoInfer<Row> & string)[],
): ColumnsOf {
  return Object.freeze({
    kind: 'columnsOf',
    of,
    columns: Array.isArray(columns) ? Object.freeze([...columns]) : columns,
  })
}

/** Whether an entry of `dependsOn` names columns. */
export function isColumnsOf(value: unknown): value is ColumnsOf {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'columnsOf'
}

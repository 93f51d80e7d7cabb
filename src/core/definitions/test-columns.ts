import type { Ref } from '../query/ref.js'
import type { ColumnTest } from './column-test.js'
import { brand } from './options/brand.js'

/** Tests of a relation's columns that are declared apart from its definition. */
export interface ColumnTests {
  readonly kind: 'testColumns'
  readonly of: Ref<any>
  readonly columns: { readonly [column: string]: readonly ColumnTest<any>[] }
}

/**
 * Puts tests on the columns of a source, seed, model or snapshot from another file. This is the form for tests that
 * would make a type cycle (`relationships` to each other, or to oneself), and for sources.
 *
 * ```ts
 * export const src_movies_tests = testColumns(src_movies, { movie_id: [relationships(fct_ratings, 'movie_id')] })
 * ```
 */
export function testColumns<Row>(
  of: Ref<Row>,
  columns: { readonly [K in keyof Row]?: readonly ColumnTest<Row[K]>[] },
): ColumnTests {
  return brand<ColumnTests>({
    kind: 'testColumns',
    of,
    columns: Object.freeze({ ...columns }) as ColumnTests['columns'],
  })
}

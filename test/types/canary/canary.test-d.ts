import type { RowType } from 'kerros'
import { expectTypeOf, test } from 'vitest'
import type { src_links } from '../movies.js'

test('holds', () => {
  expectTypeOf<RowType<typeof src_links>['movie_id']>().toEqualTypeOf<number>()
})

test('must fail: the column can be NULL', () => {
  expectTypeOf<RowType<typeof src_links>['tmdb_id']>().toEqualTypeOf<number>()
})

test('must fail: the mistake that is expected is none', () => {
  // @ts-expect-error
  expectTypeOf<RowType<typeof src_links>['imdb_id']>().toEqualTypeOf<string>()
})

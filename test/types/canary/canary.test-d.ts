import type { RowType } from 'kerros'
import { expectTypeOf, it } from 'vitest'
import type { src_links } from '../movies.js'

it('every type of the canary holds', () => {
  expectTypeOf<RowType<typeof src_links>['movie_id']>().toEqualTypeOf<number>()
})

it('must fail: the column can be NULL', () => {
  expectTypeOf<RowType<typeof src_links>['tmdb_id']>().toEqualTypeOf<number>()
})

it('must fail: it expects an error where there is no error', () => {
  // @ts-expect-error
  expectTypeOf<RowType<typeof src_links>['imdb_id']>().toEqualTypeOf<string>()
})

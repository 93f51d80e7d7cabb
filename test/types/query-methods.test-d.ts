import type { QueryCreator, SelectQueryBuilder } from 'kysely'
import { expectTypeOf, it } from 'vitest'
import type { QuerySource } from '../../src/core/query/query-source.js'
import type { SelectQuery } from '../../src/core/query/select-query.js'

/** The members that `Ours` takes over from `Kyselys` as they are. */
type Inherited<Ours, Kyselys> = {
  [K in keyof Kyselys & keyof Ours]: Equal<Ours[K], Kyselys[K]> extends true ? K : never
}[keyof Kyselys & keyof Ours]

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false

interface Tables {
  readonly r: { readonly rating: number; readonly title: string }
}

// A member that is new here came with a new Kysely. If it returns a builder, src/core/query must declare it again, so that
// it returns ours; if not, add it to the list.
it('every method that returns a builder is declared again', () => {
  type Row = { rating: number }
  expectTypeOf<Inherited<SelectQuery<Tables, 'r', Row>, SelectQueryBuilder<Tables, 'r', Row>>>().toEqualTypeOf<
    | '$asScalar'
    | '$asTuple'
    | 'as'
    | 'compile'
    | 'execute'
    | 'executeTakeFirstOrThrow'
    | 'explain'
    | 'expressionType'
    | 'isSelectQueryBuilder'
    | 'stream'
    | 'toOperationNode'
  >()
})

it('every method of the query creator that returns a builder of queries is declared again', () => {
  expectTypeOf<Inherited<QuerySource<Tables>, QueryCreator<Tables>>>().toEqualTypeOf<
    'deleteFrom' | 'insertInto' | 'mergeInto' | 'replaceInto' | 'updateTable'
  >()
})

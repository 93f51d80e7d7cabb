import { count, date, integer, type RowType, source, text, varchar, view } from 'kerros'
import { expectTypeOf, it } from 'vitest'

const raw = source('raw', { nodes: { id: integer(), parent: integer().nullable(), name: varchar(), day: date() } })

it('a recursive query has the types of its first half, with literals widened', () => {
  const listed = view({ n: raw.nodes }, (db) =>
    db
      .withRecursive('tree(id, depth)', (q) =>
        q
          .selectFrom('n')
          .where('n.parent', 'is', null)
          .select((eb) => ['n.id', eb.lit(0).as('depth')])
          .unionAll(
            q
              .selectFrom('n')
              .innerJoin('tree as t', 't.id', 'n.parent')
              .select((eb) => ['n.id', eb('t.depth', '+', 1).as('depth')]),
          ),
      )
      .selectFrom('tree')
      .selectAll(),
  )
  expectTypeOf<RowType<typeof listed>>().toEqualTypeOf<{ id: number; depth: number }>()

  const unlisted = view({ n: raw.nodes }, (db) =>
    db
      .withRecursive('tree', (q) =>
        q
          .selectFrom('n')
          .where('n.parent', 'is', null)
          .select((eb) => ['n.id', 'n.name as path', eb.lit(0).as('depth'), text('root').as('kind')])
          .unionAll((second) =>
            second
              .selectFrom('n')
              .innerJoin('tree as t', 't.id', 'n.parent')
              .select((eb) => ['n.id', 't.path', eb('t.depth', '+', 1).as('depth'), text('node').as('kind')]),
          ),
      )
      .selectFrom('tree')
      .groupBy('tree.depth')
      .select(['tree.depth', count().as('n')]),
  )
  expectTypeOf<RowType<typeof unlisted>>().toEqualTypeOf<{ depth: number; n: number }>()

  const all = view({ n: raw.nodes }, (db) =>
    db
      .withRecursive('tree', (q) =>
        q
          .selectFrom('n')
          .select((eb) => ['n.id', 'n.parent as above', eb.lit(0).as('depth'), text('root').as('kind')])
          .unionAll((second) =>
            second
              .selectFrom('tree as t')
              .innerJoin('n', 't.id', 'n.parent')
              .select((eb) => ['n.id', 't.id as above', eb('t.depth', '+', 1).as('depth'), text('node').as('kind')]),
          ),
      )
      .selectFrom('tree')
      .selectAll(),
  )
  expectTypeOf<RowType<typeof all>>().toEqualTypeOf<{
    id: number
    above: number | null
    depth: number
    kind: 'root' | 'node'
  }>()
})

it('a union has what either query has', () => {
  const m = view({ n: raw.nodes }, (db) =>
    db
      .selectFrom('n')
      .select(['n.id', 'n.name', text('a').as('kind')])
      .unionAll(db.selectFrom('n').select(['n.parent as id', 'n.name', text('b').as('kind')]))
      .unionAll([db.selectFrom('n').select(['n.id', 'n.name', text('c').as('kind')])]),
  )
  expectTypeOf<RowType<typeof m>>().toEqualTypeOf<{ id: number | null; name: string; kind: 'a' | 'b' | 'c' }>()
  const same = view({ n: raw.nodes }, (db) =>
    db
      .selectFrom('n')
      .select(['n.id', text('a').as('kind')])
      .except(db.selectFrom('n').select(['n.parent as id', text('b').as('kind')])),
  )
  expectTypeOf<RowType<typeof same>>().toEqualTypeOf<{ id: number; kind: 'a' }>()
})

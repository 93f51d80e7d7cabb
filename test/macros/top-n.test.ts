import { max, rowNumber } from 'kerros'
import { deduplicate, topN } from 'kerros/macros'
import { describe, expect, it } from 'vitest'
import { type Compilable, compiled, db, rowsOf } from './engines.js'

describe('topN', () => {
  it('keeps the first rows of each partition, NULL last, and numbers them', async () => {
    const query = db
      .selectFrom('r')
      .select(['r.user_id', 'r.id'])
      .$call(
        topN({
          n: 2,
          partitionBy: ['r.user_id'],
          orderBy: [
            ['r.weight', 'desc'],
            ['r.id', 'asc'],
          ],
          as: 'place',
        }),
      )
      .orderBy('r.user_id')
      .orderBy('place')
    expect(compiled(query)).toMatchInlineSnapshot(`
      {
        "duckdb": "select "r"."user_id", "r"."id", row_number() over(partition by "r"."user_id" order by "r"."weight" desc nulls last, "r"."id" asc nulls last) as "place" from "r" qualify row_number() over(partition by "r"."user_id" order by "r"."weight" desc nulls last, "r"."id" asc nulls last) <= 2 order by "r"."user_id" nulls last, "place" nulls last",
        "snowflake": "select "R"."USER_ID", "R"."ID", row_number() over(partition by "R"."USER_ID" order by "R"."WEIGHT" desc nulls last, "R"."ID" asc nulls last) as "PLACE" from "R" qualify row_number() over(partition by "R"."USER_ID" order by "R"."WEIGHT" desc nulls last, "R"."ID" asc nulls last) <= 2 order by "R"."USER_ID" nulls last, "PLACE" nulls last",
      }
    `)
    expect(await rowsOf(query)).toEqual([
      { user_id: 1, id: 1, place: 1n },
      { user_id: 1, id: 2, place: 2n },
      { user_id: 2, id: 4, place: 1n },
      { user_id: 2, id: 5, place: 2n },
      { user_id: 3, id: 6, place: 1n },
    ])
  })

  it('works on joined queries, before LIMIT, without a partition', async () => {
    const query = db
      .selectFrom('r')
      .innerJoin('u', 'u.user_id', 'r.user_id')
      .where('r.rating', '<', 5)
      .select(['u.name', 'r.rating'])
      .$call(topN({ n: 3, partitionBy: [], orderBy: [['rating', 'desc']] }))
      .orderBy('name', 'desc')
      .orderBy('rating')
      .limit(2)
    expect(compiled(query)).toMatchInlineSnapshot(`
      {
        "duckdb": "select "u"."name", "r"."rating" from "r" inner join "u" on "u"."user_id" = "r"."user_id" where "r"."rating" < 5 qualify row_number() over(order by "r"."rating" desc nulls last) <= 3 order by "name" desc nulls first, "rating" nulls last limit 2",
        "snowflake": "select "U"."NAME", "R"."RATING" from "R" inner join "U" on "U"."USER_ID" = "R"."USER_ID" where "R"."RATING" < 5 qualify row_number() over(order by "R"."RATING" desc nulls last) <= 3 order by "NAME" desc nulls first, "RATING" nulls last limit 2",
      }
    `)
    expect(await rowsOf(query)).toEqual([
      { name: 'Ann', rating: 2.5 },
      { name: 'Ann', rating: 4 },
    ])
  })

  it('accepts columns of the query itself: aggregates and other names', async () => {
    const query = db
      .selectFrom('r')
      .groupBy('r.user_id')
      .having('r.user_id', '<', 3)
      .select((eb) => [
        'r.user_id as person',
        max(eb.ref('r.rating')).as('rating'),
        eb('r.user_id', '*', 10).as('tens'),
      ])
      .$call(
        topN({
          n: 1,
          partitionBy: [],
          orderBy: [
            ['rating', 'desc'],
            ['tens', 'asc'],
            ['person', 'asc'],
          ],
          as: 'place',
        }),
      )
    // `rating` is a column of the table, too: the selected one is meant.
    expect(compiled(query)).toMatchInlineSnapshot(`
      {
        "duckdb": "select "r"."user_id" as "person", max("r"."rating") as "rating", "r"."user_id" * 10 as "tens", row_number() over(order by max("r"."rating") desc nulls last, "r"."user_id" * 10 asc nulls last, "r"."user_id" asc nulls last) as "place" from "r" group by "r"."user_id" having "r"."user_id" < 3 qualify row_number() over(order by max("r"."rating") desc nulls last, "r"."user_id" * 10 asc nulls last, "r"."user_id" asc nulls last) <= 1",
        "snowflake": "select "R"."USER_ID" as "PERSON", max("R"."RATING") as "RATING", "R"."USER_ID" * 10 as "TENS", row_number() over(order by max("R"."RATING") desc nulls last, "R"."USER_ID" * 10 asc nulls last, "R"."USER_ID" asc nulls last) as "PLACE" from "R" group by "R"."USER_ID" having "R"."USER_ID" < 3 qualify row_number() over(order by max("R"."RATING") desc nulls last, "R"."USER_ID" * 10 asc nulls last, "R"."USER_ID" asc nulls last) <= 1",
      }
    `)
    expect(await rowsOf(query)).toEqual([{ person: 2, rating: 5, tens: 20, place: 1n }])
  })

  it('partitions by a selected column, whose name is another one in the table', async () => {
    const query = db
      .selectFrom('r')
      .select((eb) => ['r.id', eb('r.id', '%', 2).as('user_id')])
      .$call(topN({ n: 1, partitionBy: ['user_id'], orderBy: [['id', 'asc']] }))
      .orderBy('id')
    expect(await rowsOf(query)).toEqual([
      { id: 1, user_id: 1 },
      { id: 2, user_id: 0 },
    ])
  })

  it('accepts a column of the select list that is made of another one of its name', async () => {
    const query = db
      .selectFrom('r')
      .select((eb) => ['r.id', eb(eb.neg(eb.ref('rating')), '+', 0).as('rating')])
      .$call(topN({ n: 1, partitionBy: [], orderBy: [['rating', 'asc']] }))
    expect(await rowsOf(query)).toEqual([{ id: 5, rating: -5 }])
  })

  it('is added to another QUALIFY', async () => {
    const query = db
      .selectFrom('r')
      .select('r.id')
      .$call(topN({ n: 2, partitionBy: ['r.user_id'], orderBy: [['r.id', 'asc']] }))
      .$call(topN({ n: 4, partitionBy: [], orderBy: [['r.id', 'desc']] }))
      .orderBy('id')
    expect(await rowsOf(query)).toEqual([{ id: 4 }, { id: 5 }, { id: 6 }])
  })

  it.each([0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY])('refuses n = %d', (n) => {
    expect(() => topN({ n, partitionBy: [], orderBy: [['id' as never, 'asc']] })).toThrow(
      expect.objectContaining({ code: 'E_INVALID_OPTION', message: `topN cannot keep ${n} rows` }),
    )
  })

  it('refuses to sort by nothing', () => {
    expect(() => topN({ n: 1, partitionBy: [], orderBy: [] as never })).toThrow(
      expect.objectContaining({ code: 'E_INVALID_OPTION', message: expect.stringContaining('topN has no order') }),
    )
  })

  it('refuses an order without a direction', () => {
    for (const order of ['r.rating', ['r.rating'], ['r.rating', 'down']])
      expect(() => topN({ n: 1, partitionBy: [], orderBy: [order] as never })).toThrow(
        expect.objectContaining({ code: 'E_INVALID_OPTION', hint: expect.stringContaining('its direction') }),
      )
  })

  it('refuses a window function inside of its own', () => {
    const numbered = db.selectFrom('r').select((eb) =>
      rowNumber()
        .over((w) => w.orderBy(eb.ref('r.id')))
        .as('place'),
    )
    expect(() => numbered.$call(topN({ n: 1, partitionBy: [], orderBy: [['place', 'asc']] }))).toThrow(
      expect.objectContaining({
        code: 'E_UNSUPPORTED',
        message: 'topN cannot use the column "place", which is a window function',
      }),
    )
  })
})

describe('deduplicate', () => {
  it('keeps one row for each key', async () => {
    const query = db
      .selectFrom('r')
      .select(['r.user_id', 'r.id'])
      .$call(
        deduplicate({
          by: ['r.user_id'],
          orderBy: [
            ['r.loaded_at', 'desc'],
            ['r.id', 'desc'],
          ],
        }),
      )
      .orderBy('r.user_id')
    expect(compiled(query)).toMatchInlineSnapshot(`
      {
        "duckdb": "select "r"."user_id", "r"."id" from "r" qualify row_number() over(partition by "r"."user_id" order by "r"."loaded_at" desc nulls last, "r"."id" desc nulls last) <= 1 order by "r"."user_id" nulls last",
        "snowflake": "select "R"."USER_ID", "R"."ID" from "R" qualify row_number() over(partition by "R"."USER_ID" order by "R"."LOADED_AT" desc nulls last, "R"."ID" desc nulls last) <= 1 order by "R"."USER_ID" nulls last",
      }
    `)
    expect(await rowsOf(query)).toEqual([
      { user_id: 1, id: 2 },
      { user_id: 2, id: 5 },
      { user_id: 3, id: 6 },
    ])
  })

  it('takes NULL for a key like any other', async () => {
    const query = db
      .selectFrom('r')
      .select(['r.comment', 'r.id'])
      .$call(deduplicate({ by: ['comment'], orderBy: [['r.id', 'desc']] }))
      .orderBy('r.id')
    expect(await rowsOf(query)).toEqual([
      { comment: 'good', id: 1 },
      { comment: '', id: 3 },
      { comment: 'a|b', id: 4 },
      { comment: null, id: 6 },
    ])
  })
})

it('deduplicate refuses to have no key', () => {
  expect(() => deduplicate({ by: [], orderBy: [['id' as never, 'asc']] })).toThrow(
    expect.objectContaining({ code: 'E_INVALID_OPTION', message: expect.stringContaining('deduplicate has no key') }),
  )
})

it('in one select of a set operation each keeps its own rows', async () => {
  const ratings = db.selectFrom('r').select(['r.user_id', 'r.id'])
  const first = ratings.$call(topN({ n: 1, partitionBy: ['r.user_id'], orderBy: [['r.id', 'asc']] }))
  const last = ratings.$call(deduplicate({ by: ['r.user_id'], orderBy: [['r.id', 'desc']] }))
  const ids = async (query: Compilable): Promise<unknown[]> => (await rowsOf(query)).map(({ id }) => id)

  const before = first.unionAll(db.selectFrom('u').select(['u.user_id', 'u.user_id as id'])).orderBy('id')
  expect(compiled(before)).toMatchInlineSnapshot(`
    {
      "duckdb": "select "r"."user_id", "r"."id" from "r" qualify row_number() over(partition by "r"."user_id" order by "r"."id" asc nulls last) <= 1 union all select "u"."user_id", "u"."user_id" as "id" from "u" order by "id" nulls last",
      "snowflake": "select "R"."USER_ID", "R"."ID" from "R" qualify row_number() over(partition by "R"."USER_ID" order by "R"."ID" asc nulls last) <= 1 union all select "U"."USER_ID", "U"."USER_ID" as "ID" from "U" order by "ID" nulls last",
    }
  `)
  expect(await ids(before)).toEqual([1, 1, 2, 3, 4, 6])

  const both = first.union(last).orderBy('id', 'desc').limit(3)
  expect(compiled(both).snowflake).toMatch(/<= 1 union select .* <= 1 order by "ID" desc nulls first limit 3$/)
  expect(await ids(both)).toEqual([6, 5, 4])

  expect(await ids(ratings.except(first).orderBy('id'))).toEqual([2, 3, 5])
  const nested = db.selectFrom(first.unionAll(last).as('f')).select(['f.user_id', 'f.id']).where('f.id', '<', 3)
  expect(compiled(nested).snowflake).toContain('<= 1 union all select')
  expect((await ids(nested)).sort()).toEqual([1])
})

it('after a set operation both are refused with a hint', async () => {
  const ids = db.selectFrom('r').select('r.id')
  const union = ids.unionAll(ids)
  const refused = (helper: string): unknown =>
    expect.objectContaining({
      code: 'E_UNSUPPORTED',
      message: `${helper} cannot follow a union, intersect or except`,
      hint: expect.stringContaining('CTE'),
    })
  expect(() => union.$call(topN({ n: 1, partitionBy: [], orderBy: [['id', 'asc']], as: 'n' }))).toThrow(refused('topN'))
  expect(() => union.$call(deduplicate({ by: ['id'], orderBy: [['id', 'asc']] }))).toThrow(refused('deduplicate'))

  const mended = db
    .with('all_ids', () => union)
    .selectFrom('all_ids')
    .select('id')
    .$call(deduplicate({ by: ['id'], orderBy: [['id', 'asc']] }))
    .orderBy('id')
  expect(await rowsOf(mended)).toHaveLength(6)
})

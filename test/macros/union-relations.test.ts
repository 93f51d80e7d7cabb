import { ephemeral, nullOf, type RowType, table, varchar, view } from 'kerros'
import { unionRelations } from 'kerros/macros'
import { describe, expect, expectTypeOf, it } from 'vitest'
import { compileAndRun, diagnosticsIn, raw } from '../core/compile/compile-models.js'
import * as fc from '../seeded-fast-check.js'

const COLUMNS = ['id', 'user_id', 'kind', 'amount'] as const
const EVENTS = [
  { id: 1, user_id: 10, kind: 'a', amount: 1.5 },
  { id: 2, user_id: 10, kind: 'b', amount: 2.5 },
  { id: 3, user_id: 20, kind: 'a', amount: 4 },
]
const part = (columns: readonly (typeof COLUMNS)[number][]) =>
  ephemeral({ e: raw.events }, (db) => db.selectFrom('e').select(columns.map((column) => `e.${column}` as const)))

describe('unionRelations', () => {
  it('has each column once, in the order in which it comes first, and NULL where a relation lacks it', async () => {
    const web = ephemeral({ e: raw.events }, (db) => db.selectFrom('e').select(['e.id', 'e.kind']))
    const shop = ephemeral({ e: raw.events }, (db) => db.selectFrom('e').select(['e.amount', 'e.id']))
    const m = view({ web, shop }, (db) =>
      unionRelations(db, ['web', 'shop'], { sourceColumn: 'channel' })
        .where('united.id', '=', 1)
        .orderBy('channel', 'desc'),
    )
    expectTypeOf<RowType<typeof m>>().toEqualTypeOf<{
      id: number
      kind: string | null
      amount: number | null
      channel: 'web' | 'shop'
    }>()
    const { duckdb, snowflake, rows } = await compileAndRun({ web, shop, m })
    expect(duckdb).toMatchInlineSnapshot(
      `"with "web_2" as (select "e"."id", "e"."kind" from "raw"."events" as "e"), "shop_2" as (select "e"."amount", "e"."id" from "raw"."events" as "e") select "united"."id", "united"."kind", "united"."amount", "united"."channel" from (select "web"."id", "web"."kind", cast(null as decimal(10, 2)) as "amount", 'web' as "channel" from "web_2" as "web" union all select "shop"."id", cast(null as varchar) as "kind", "shop"."amount", 'shop' as "channel" from "shop_2" as "shop") as "united" where "united"."id" = 1 order by "channel" desc nulls first"`,
    )
    expect(snowflake).toMatchInlineSnapshot(
      `"with "WEB_2" as (select "E"."ID", "E"."KIND" from "MOVIES"."RAW"."EVENTS" as "E"), "SHOP_2" as (select "E"."AMOUNT", "E"."ID" from "MOVIES"."RAW"."EVENTS" as "E") select "UNITED"."ID", "UNITED"."KIND", "UNITED"."AMOUNT", "UNITED"."CHANNEL" from (select "WEB"."ID", "WEB"."KIND", cast(null as number(10, 2)) as "AMOUNT", 'web' as "CHANNEL" from "WEB_2" as "WEB" union all select "SHOP"."ID", cast(null as varchar) as "KIND", "SHOP"."AMOUNT", 'shop' as "CHANNEL" from "SHOP_2" as "SHOP") as "UNITED" where "UNITED"."ID" = 1 order by "CHANNEL" desc nulls first"`,
    )
    expect(rows).toEqual([
      { id: 1, kind: 'a', amount: null, channel: 'web' },
      { id: 1, kind: null, amount: 1.5, channel: 'shop' },
    ])
  })

  it('gives what uniting the rows in JavaScript gives', async () => {
    const columns = fc
      .subarray([...COLUMNS], { minLength: 1 })
      .chain((some) => fc.shuffledSubarray(some, { minLength: 1 }))
    await fc.assert(
      fc.asyncProperty(fc.array(columns, { minLength: 2, maxLength: 4 }), async (parts) => {
        const relations = Object.fromEntries(parts.map((some, i) => [`r${i}`, part(some)]))
        const names = Object.keys(relations)
        const m = table(relations, (db) => unionRelations(db, names, { sourceColumn: 'from' }))
        const order = [...new Set(parts.flat()), 'from']
        const expected = parts.flatMap((some, i) =>
          EVENTS.map((event) =>
            order.map((name) => (name === 'from' ? `r${i}` : some.includes(name as 'id') ? event[name as 'id'] : null)),
          ),
        )
        const { rows } = await compileAndRun({ ...relations, m })
        const found = rows.map((row) => {
          expect(Object.keys(row)).toEqual(order)
          return Object.values(row)
        })
        expect(found.map((row) => JSON.stringify(row)).sort()).toEqual(
          expected.map((row) => JSON.stringify(row)).sort(),
        )
      }),
      { numRuns: 60 },
    )
  }, 60_000)

  it('refuses columns of one name that are of different kinds', () => {
    const named = ephemeral({ u: raw.users }, (db) => db.selectFrom('u').select(['u.user_id', 'u.name as kind']))
    const counted = ephemeral({ e: raw.events }, (db) => db.selectFrom('e').select(['e.user_id', 'e.id as kind']))
    const m = view({ named, counted }, (db) => unionRelations(db, ['named', 'counted']))
    expect(diagnosticsIn({ named, counted, m })).toMatchInlineSnapshot(`
      [
        "E_TYPE_MISMATCH "m": the column "kind" is varchar in "named" and integer in "counted" → Relations are united by their columns' names: cast one of the columns, or give it another name.",
      ]
    `)
  })

  it('refuses one relation, and one twice', () => {
    expect(() => diagnosticsIn({ m: view({ e: raw.events }, (db) => unionRelations(db, ['e'])) })).toThrow(
      /one relation/,
    )
    expect(() => diagnosticsIn({ m: view({ e: raw.events }, (db) => unionRelations(db, ['e', 'e'])) })).toThrow(/twice/)
  })
})

it('nullOf is NULL of a type, and unites with a column of it', async () => {
  const m = view({ e: raw.events, u: raw.users }, (db) =>
    db
      .selectFrom('e')
      .select(['e.id', nullOf(varchar()).as('name')])
      .unionAll(db.selectFrom('u').select(['u.user_id as id', 'u.name'])),
  )
  expectTypeOf<RowType<typeof m>>().toEqualTypeOf<{ id: number; name: string | null }>()
  const { duckdb, rows } = await compileAndRun({ m })
  expect(duckdb).toContain('cast(null as varchar) as "name"')
  expect(rows.filter(({ name }) => name !== null)).toEqual([
    { id: 10, name: 'Aino' },
    { id: 20, name: 'Veikko' },
  ])
})

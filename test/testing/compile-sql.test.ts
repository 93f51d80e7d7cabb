import { analysis, dataTest, max, orNull } from 'kerros'
import { compileSql, given, runModel } from 'kerros/testing'
import { describe, expect, it } from 'vitest'
import * as shop from './shop.js'

const { customers, src_orders, fct_orders, best_customers, no_free_orders } = shop

describe('compileSql', () => {
  it('compiles a model for DuckDB, with its inputs named by the query where they have no other names', () => {
    expect(compileSql(src_orders)).toMatchInlineSnapshot(
      `"select "o"."id" as "order_id", "o"."customer", "o"."amount", "o"."loaded_at" from "raw"."raw_orders" as "o""`,
    )
    expect(compileSql(fct_orders)).toMatchInlineSnapshot(
      `"select "o"."order_id", "o"."customer", "o"."amount", "o"."loaded_at" from "main"."o" as "o""`,
    )
  })

  it('names definitions by their exports, and inlines ephemerals', () => {
    expect(compileSql(customers, { names: shop, vars: { min_amount: 5 } })).toMatchInlineSnapshot(
      `"with "int_large_orders" as (select "o"."order_id", "o"."customer", "o"."amount", "o"."loaded_at" from "main"."src_orders" as "o" where "o"."amount" >= (5)) select "o"."customer", count(*) as "orders", sum("o"."amount") as "total" from "int_large_orders" as "o" group by "o"."customer""`,
    )
  })

  it('compiles for Snowflake', () => {
    expect(compileSql(customers, { names: shop, dialect: 'snowflake' })).toMatchInlineSnapshot(
      `"with "INT_LARGE_ORDERS" as (select "O"."ORDER_ID", "O"."CUSTOMER", "O"."AMOUNT", "O"."LOADED_AT" from "ANALYTICS"."DEV"."SRC_ORDERS" as "O" where "O"."AMOUNT" >= (10)) select "O"."CUSTOMER", count(*) as "ORDERS", (sum("O"."AMOUNT") + cast(0 as number(38, 0))) as "TOTAL" from "INT_LARGE_ORDERS" as "O" group by "O"."CUSTOMER""`,
    )
  })

  it('compiles what an incremental run reads', () => {
    expect(compileSql(fct_orders, { names: shop, incremental: true })).toMatchInlineSnapshot(
      `"select "o"."order_id", "o"."customer", "o"."amount", "o"."loaded_at" from "main"."src_orders" as "o" where ("o"."loaded_at" > (select max("loaded_at") as "watermark" from "main"."fct_orders" as "kerros.self") or ((select max("loaded_at") as "watermark" from "main"."fct_orders" as "kerros.self") is null and ("o"."loaded_at" is not null or (select count(1) as "watermark" from "main"."fct_orders" as "kerros.self") = 0)))"`,
    )
  })

  it('compiles analyses and data tests', () => {
    expect(compileSql(best_customers, { names: shop })).toMatchInlineSnapshot(
      `"select "c"."customer", "c"."total" from "main"."customers" as "c" order by "c"."total" desc nulls first limit 2"`,
    )
    expect(compileSql(no_free_orders, { names: shop })).toMatchInlineSnapshot(
      `"select "o"."order_id", "o"."customer", "o"."amount", "o"."loaded_at" from "main"."src_orders" as "o" where "o"."amount" <= 0"`,
    )
  })

  it('holds the types of an analysis against its query, whose rows have them, and a data test has none', async () => {
    const last = analysis({ o: src_orders }, (db) =>
      db.selectFrom('o').select((eb) => max(eb.ref('o.order_id')).as('m')),
    )
    const message = 'the column "m" of "last" is NULL when there are no rows'
    expect(() => compileSql(last, { names: { last } })).toThrow(message)
    await expect(runModel(last, [given(src_orders, [])], { names: { last } })).rejects.toThrow(message)
    const typed = analysis({ o: src_orders }, (db) =>
      db.selectFrom('o').select((eb) => orNull(max(eb.ref('o.order_id'))).as('m')),
    )
    expect(await runModel(typed, [given(src_orders, [])])).toEqual([{ m: null }])
    const none = dataTest({ o: src_orders }, (db) =>
      db.selectFrom('o').select((eb) => max(eb.ref('o.order_id')).as('m')),
    )
    expect(compileSql(none)).toMatch(/^select max/)
  })

  it('refuses a variable of another type, and one that nothing asks for', () => {
    expect(() => compileSql(customers, { vars: { min_amont: 1 } })).toThrow(/uses the variable "min_amont"/)
    expect(() => compileSql(customers, { vars: { min_amount: 'x' } })).toThrow(/"min_amount" is a number/)
  })
})

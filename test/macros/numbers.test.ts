import { castTo, double } from 'kerros'
import { avgExact, safeDivide, weightedAvg } from 'kerros/macros'
import { expressionBuilder, sql } from 'kysely'
import { expect, it } from 'vitest'
import * as fc from '../seeded-fast-check.js'
import { compiledExpression, db, rowsOf } from './engines.js'

const eb = expressionBuilder<{ r: { rating: number; weight: number | null } }, 'r'>()

it('weightedAvg divides two exact sums, and is NULL when the weights are 0 together', async () => {
  expect(compiledExpression(weightedAvg(eb.ref('r.rating'), eb.ref('r.weight')))).toMatchInlineSnapshot(`
    {
      "duckdb": "round((cast(sum("r"."rating" * "r"."weight") as double) / nullif(cast(sum("r"."weight") filter(where "r"."rating" is not null) as double), 0)), 4)",
      "snowflake": "round((cast(sum("R"."RATING" * "R"."WEIGHT") as double) / nullif(cast(sum(iff("R"."RATING" is not null, "R"."WEIGHT", null)) as double), 0)), 4)",
    }
  `)
  const rows = db
    .selectFrom('r')
    .groupBy('r.user_id')
    .orderBy('r.user_id')
    .select((r) => ['r.user_id', weightedAvg(r.ref('r.rating'), r.ref('r.weight')).as('x')])
  // (4.5 · 3 + 4.0 · 1 + 2.5 · 0) / 4; weights of 0 together; no weights.
  expect(await rowsOf(rows)).toEqual([
    { user_id: 1, x: 4.375 },
    { user_id: 2, x: null },
    { user_id: 3, x: null },
  ])
})

it('weightedAvg leaves out rows without a value or a weight, as arithmetic over the rows does', async () => {
  const number = fc.option(fc.integer({ min: -50, max: 50 }), { nil: null })
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(number, number), { maxLength: 6 }), async (rows) => {
      const known = rows.flatMap(([value, weight]) => (value === null || weight === null ? [] : [{ value, weight }]))
      const weights = known.reduce((total, { weight }) => total + weight, 0)
      const total = known.reduce((sum, { value, weight }) => sum + value * weight, 0)
      const table = sql<{ value: number | null; weight: number | null }>`(values ${sql.join(
        [[null, null], ...rows].map(
          ([value, weight]) => sql`(${sql.lit(value)}::integer, ${sql.lit(weight)}::integer)`,
        ),
      )})`
      const query = db
        .selectFrom(table.as<'t'>(sql`t(value, weight)`))
        .select((t) => weightedAvg(t.ref('t.value'), t.ref('t.weight')).as('x'))
      const [row] = await rowsOf(query)
      if (weights === 0) expect(row).toEqual({ x: null })
      else expect(row!.x).toBeCloseTo(total / weights, 3)
    }),
    {
      numRuns: 300,
      examples: [
        [
          [
            [10, 1],
            [null, 1],
          ],
        ],
      ],
    },
  )
})

it('weightedAvg puts operands into parentheses', async () => {
  const rows = db
    .selectFrom('r')
    .where('r.user_id', '=', 1)
    .select((r) => weightedAvg(r('r.rating', '+', 1), r('r.weight', '+', 1)).as('x'))
  // (5.5 · 4 + 5.0 · 2 + 3.5 · 1) / 7
  expect(await rowsOf(rows)).toEqual([{ x: 5.0714 }])
})

it('avgExact divides the exact sum by the number of values', async () => {
  expect(compiledExpression(avgExact(eb.ref('r.rating')))).toMatchInlineSnapshot(`
    {
      "duckdb": "round((cast(sum("r"."rating") as double) / nullif(cast(count("r"."rating") as double), 0)), 4)",
      "snowflake": "round((cast(sum("R"."RATING") as double) / nullif(cast(count("R"."RATING") as double), 0)), 4)",
    }
  `)
  const rows = db
    .selectFrom('r')
    .groupBy('r.user_id')
    .orderBy('r.user_id')
    .select((r) => ['r.user_id', avgExact(r.ref('r.rating')).as('x'), avgExact(r.ref('r.weight')).as('w')])
  expect(await rowsOf(rows)).toEqual([
    { user_id: 1, x: 3.6667, w: 1.3333 },
    { user_id: 2, x: 2.75, w: 0 },
    { user_id: 3, x: null, w: null },
  ])
})

it('safeDivide', async () => {
  const { rating, weight } = { rating: eb.ref('r.rating'), weight: eb.ref('r.weight') }
  expect(compiledExpression(safeDivide(rating, weight))).toMatchInlineSnapshot(`
    {
      "duckdb": "(cast("r"."rating" as double) / nullif(cast("r"."weight" as double), 0))",
      "snowflake": "(cast("R"."RATING" as double) / nullif(cast("R"."WEIGHT" as double), 0))",
    }
  `)
  expect(compiledExpression(safeDivide(1, castTo(weight, double()), 2))).toMatchInlineSnapshot(`
    {
      "duckdb": "round((cast(1 as double) / nullif(cast(cast("r"."weight" as double) as double), 0)), 2)",
      "snowflake": "round((cast(1 as double) / nullif(cast(cast("R"."WEIGHT" as double) as double), 0)), 2)",
    }
  `)
  const rows = db
    .selectFrom('r')
    .orderBy('r.id')
    .select((r) => [
      safeDivide(r.ref('r.rating'), r.ref('r.weight')).as('x'),
      safeDivide(r.ref('r.id'), 4, 1).as('quarter'),
      safeDivide(r.ref('r.id'), 0).as('nothing'),
    ])
  expect(await rowsOf(rows)).toEqual([
    { x: 1.5, quarter: 0.3, nothing: null },
    { x: 4, quarter: 0.5, nothing: null },
    { x: null, quarter: 0.8, nothing: null },
    { x: null, quarter: 1, nothing: null },
    { x: null, quarter: 1.3, nothing: null },
    { x: null, quarter: 1.5, nothing: null },
  ])
})

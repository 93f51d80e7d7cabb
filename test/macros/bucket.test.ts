import { count } from 'kerros'
import { bucket } from 'kerros/macros'
import { expressionBuilder } from 'kysely'
import { expect, it } from 'vitest'
import { relevanceRange } from '../../src/intermediate/macros/relevance-range.js'
import { compiledExpression, db, rowsOf } from './engines.js'

const eb = expressionBuilder<{ r: { rating: number; relevance: number | null } }, 'r'>()

it('gives the label of the first step that is reached, and NULL for NULL', async () => {
  const grade = bucket(
    eb.ref('r.rating'),
    [
      [4.5, 'good'],
      [2.5, "so'so"],
    ],
    'poor',
  )
  expect(compiledExpression(grade)).toMatchInlineSnapshot(`
    {
      "duckdb": "case when "r"."rating" >= 4.5 then 'good' when "r"."rating" >= 2.5 then 'so''so' when "r"."rating" is not null then 'poor' end",
      "snowflake": "case when "R"."RATING" >= 4.5 then 'good' when "R"."RATING" >= 2.5 then 'so''so' when "R"."RATING" is not null then 'poor' end",
    }
  `)
  const rows = await rowsOf(db.selectFrom('r').orderBy('r.id').select(grade.as('grade')))
  expect(rows.map((row) => row.grade)).toEqual(['good', "so'so", "so'so", 'poor', 'good', null])
})

it('puts its operand into parentheses, and works in GROUP BY', async () => {
  const half = bucket(eb('r.rating', '-', 2), [[0, 'upper']], 'lower')
  const query = db
    .selectFrom('r')
    .groupBy(half)
    .select([half.as('half'), count().as('n')])
    .orderBy('half')
  expect(await rowsOf(query)).toEqual([
    { half: 'lower', n: 1n },
    { half: 'upper', n: 4n },
    { half: null, n: 1n },
  ])
})

it('relevanceRange names the range of a score', async () => {
  expect(compiledExpression(relevanceRange(eb.ref('r.relevance')))).toMatchInlineSnapshot(`
    {
      "duckdb": "case when "r"."relevance" >= 0.8 then 'high' when "r"."relevance" >= 0.5 then 'medium' when "r"."relevance" is not null then 'low' end",
      "snowflake": "case when "R"."RELEVANCE" >= 0.8 then 'high' when "R"."RELEVANCE" >= 0.5 then 'medium' when "R"."RELEVANCE" is not null then 'low' end",
    }
  `)
  const rows = await rowsOf(
    db
      .selectFrom('r')
      .orderBy('r.id')
      .select((r) => relevanceRange(r('r.rating', '/', 5)).as('range')),
  )
  // 0.9, 0.8, 0.5, 0.1, 1, unknown
  expect(rows.map((row) => row.range)).toEqual(['high', 'high', 'medium', 'low', 'high', null])
})

it('refuses steps that are never reached', () => {
  const steps =
    (...from: number[]) =>
    () =>
      bucket(
        eb.ref('r.rating'),
        from.map((at) => [at, `${at}`] as const),
        'none',
      )
  expect(steps()).toThrow(expect.objectContaining({ code: 'E_INVALID_OPTION', message: 'bucket has no steps' }))
  expect(steps(3, 4)).toThrow('bucket never reaches its step 4 ("4")')
  expect(steps(3, 3)).toThrow('bucket never reaches its step 3')
  expect(steps(Number.NaN)).toThrow('bucket never reaches its step NaN')
  expect(steps(4, 3)).not.toThrow()
})

import path from 'node:path'
import type { Analysis } from 'kerros'
import * as kerros from 'kerros'
import * as snowflake from 'kerros/snowflake'
import { given, runModel } from 'kerros/testing'
import { describe, expect, it } from 'vitest'
import { FUNCTIONS, MACROS } from '../typed-values/exported-names.js'
import { exampleCode } from './example-code.js'
import { archive, functionExamples, lent, movies, prices } from './function-examples.js'
import { functionsPage } from './functions-page.js'
import { snowflakeExamples } from './snowflake-examples.js'

const examples = Object.values<{ readonly [name: string]: Analysis<any> }>(functionExamples).flatMap(Object.entries)

const SHARED: ReadonlySet<unknown> = new Set(Object.values(kerros))

/** Whether it is a helper for queries, and none that `kerros` exports, too. */
function isHelper(name: string, value: unknown): boolean {
  return typeof value === 'function' && /^[a-z]/.test(name) && name !== 'snowflake' && !SHARED.has(value)
}

const code = exampleCode(path.join(import.meta.dirname, 'function-examples.ts'))

const rows = [
  given(movies, [
    {
      movie_id: 1,
      title: 'The Heat (1995)',
      genre: 'Crime',
      tagline: null,
      budget: 60_000_000,
      revenue: '187436818.50',
      rating: 4.25,
      votes: 812,
      is_new: false,
      released: '1995-12-15',
      added_at: new Date('2024-03-06T13:14:15Z'),
      updated_at: new Date('2024-03-08T00:00:00Z'),
      added_epoch: 1_709_730_855,
      year_text: '1995',
      genres: 'Crime|Drama',
      tags: ['classic'],
      payload: { user: { tags: ['bank'] } },
      payload_text: '{"a":1}',
    },
  ]),
  given(archive, [{ movie_id: 2, title: 'Metropolis', closed: '1927-01-10' }]),
  given(lent, [{ movie_id: 3, title: 'Persona' }]),
  given(prices, [{ movie_id: 1, price: 12.5, valid_from: new Date('2024-01-01') }]),
]

describe('docs/functions.md', () => {
  it('has an example of every exported function and macro', () => {
    expect(examples.map(([name]) => name).sort()).toEqual([...FUNCTIONS, ...MACROS].sort())
  })

  it.each(examples)('shows an example of %s that calls it and runs on DuckDB', async (name, example) => {
    expect(code.get(name)).toMatch(new RegExp(`\\b${name}\\(`))
    expect((await runModel(example, rows, { names: { example } })).length).toBeGreaterThan(0)
  })

  it('has an example of every helper that only Snowflake has', () => {
    const helpers = Object.entries(snowflake).flatMap(([name, value]) => (isHelper(name, value) ? [name] : []))
    expect(Object.keys(snowflakeExamples).sort()).toEqual(helpers.sort())
    const shown = exampleCode(path.join(import.meta.dirname, 'snowflake-examples.ts'))
    for (const name of helpers) expect(shown.get(name)).toMatch(new RegExp(`\\b${name}\\b`))
  })

  // After a change of a docstring, an example or the SQL: `npm run docs:functions`.
  it('is what the code says now', async () => {
    await expect(await functionsPage()).toMatchFileSnapshot('../../docs/functions.md')
  })
})

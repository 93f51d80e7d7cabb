import * as movielens from 'kerros/movielens'
import { compileSql } from 'kerros/testing'
import { describe, expect, it } from 'vitest'
import { snowflakeServer } from './snowflake-server.js'

const server = await snowflakeServer()

/** Every query of the reference project as Snowflake gets it. */
function queries(): Record<string, string> {
  const found: Record<string, string> = {}
  for (const [name, definition] of Object.entries(movielens) as [string, any][]) {
    if (typeof definition?.query !== 'function') continue
    for (const incremental of [false, true])
      found[`${name}${incremental ? ', incremental' : ''}`] = compileSql(definition, {
        dialect: 'snowflake',
        names: movielens,
        incremental,
      })
  }
  return found
}

describe.skipIf(server.skipReason)('sqlglot', () => {
  it('understands every query of the reference project', async () => {
    const found = queries()
    const answers = await server.parse(Object.values(found))
    const diagnostics = Object.keys(found).flatMap((name, i) => (answers[i] === null ? [] : [`${name}: ${answers[i]}`]))
    expect(diagnostics).toEqual([])
    expect(answers.length).toBeGreaterThan(80)
  })
  it('refuses what it does not understand', async () => {
    const answers = await server.parse([
      'select 1',
      'select from where',
      'explain using text select 1',
      'select 1; select 2',
    ])
    expect(answers.map((answer) => answer === null)).toEqual([true, false, false, false])
  })
})

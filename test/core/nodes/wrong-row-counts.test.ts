import { ephemeral, incremental, variable, view } from 'kerros'
import { describe, expect, it } from 'vitest'
import { diagnosticsIn, raw } from '../compile/compile-models.js'

const { events } = raw

/** What a query is refused with, on both engines alike; nothing if it compiles. */
function refusal(definitions: { readonly m: unknown; readonly e?: unknown }, vars = {}): readonly string[] {
  return diagnosticsIn(definitions, { vars }).map((found) => found.replace(/ → .*/, ''))
}

const text = (clause: string, value: number | string) =>
  `E_INVALID_DEFINITION "m": ${clause} is ${value}, and a number of rows is 0 or a positive whole number`

describe('a number of rows', () => {
  it.each([-1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, -3n])('%s is refused in each clause', (value) => {
    const limit = view({ e: events }, (db) => db.selectFrom('e').select('e.id').limit(value))
    const offset = view({ e: events }, (db) => db.selectFrom('e').select('e.id').limit(1).offset(value))
    expect(refusal({ m: limit })).toEqual([text('limit', String(value))])
    expect(refusal({ m: offset })).toEqual([text('offset', String(value))])
  })

  it('is looked at in subqueries, halves of unions, later runs and ephemerals, each time that it is wrong', () => {
    const m = view({ e: events }, (db) =>
      db
        .selectFrom(db.selectFrom('e').select('e.id').limit(-1).as('s'))
        .select('s.id')
        .unionAll(db.selectFrom(db.selectFrom('e').select('e.id').limit(2.5).as('u')).select('u.id'))
        .limit(-2),
    )
    expect(refusal({ m })).toEqual([text('limit', -1), text('limit', 2.5), text('limit', -2)])
    const e = ephemeral({ e: events }, (db) => db.selectFrom('e').select('e.id').limit(-1))
    const reads = view({ e }, (db) => db.selectFrom('e').select('e.id'))
    expect(refusal({ e, m: reads })).toEqual([text('limit', -1).replace('"m"', '"e"')])
    const grown = incremental({ e: events }, (db) => db.selectFrom('e').select('e.id').limit(-1), {
      strategy: 'append',
    })
    expect(refusal({ m: grown })).toEqual([text('limit', -1)])
  })

  it('of a variable is what the variable is', () => {
    const most = variable('most', 3)
    const m = view({ e: events }, (db) => db.selectFrom('e').select('e.id').limit(most))
    expect(refusal({ m })).toEqual([])
    expect(refusal({ m }, { most: -1 })).toEqual([text('limit', -1)])
  })

  it('may be zero, large or missing', () => {
    for (const value of [0, 10, 2n ** 40n, null])
      expect(refusal({ m: view({ e: events }, (db) => db.selectFrom('e').select('e.id').limit(value)) })).toEqual([])
  })
})

import { date, integer, source, timestamp, varchar } from 'kerros'
import { describe, expect, it } from 'vitest'
import { diagnosticsOf } from '../../../../src/core/definitions/options/values/definition-diagnostics.js'

const columns = { id: integer(), at: timestamp(), d: date(), s: varchar() }

describe('freshness of a source', () => {
  it('is merged with that of its tables, each threshold by itself, and null takes away', () => {
    const filter = () => undefined as never
    const raw = source(
      'raw',
      { a: columns, b: columns, c: columns, d: columns, e: columns, f: columns },
      {
        freshness: { warnAfter: '12 hours', errorAfter: '1 day', filter },
        loadedAtField: 'at',
        tables: {
          b: { freshness: { warnAfter: null, filter: null } },
          c: { freshness: { errorAfter: '30 minutes' }, loadedAtField: 'd' },
          d: { freshness: null },
          e: { freshness: { warnAfter: null, errorAfter: null } },
          f: { freshness: { filter: null }, loadedAtQuery: (db) => db.selectFrom('a').select('at') },
        },
      },
    )
    const hours = (count: number) => ({ count, period: 'hour' })
    const [day, minutes] = [
      { count: 1, period: 'day' },
      { count: 30, period: 'minute' },
    ]
    expect(raw.a.freshness).toEqual({ warnAfter: hours(12), errorAfter: day, filter })
    expect(raw.b.freshness).toEqual({ warnAfter: undefined, errorAfter: day, filter: undefined })
    expect(raw.c.freshness).toEqual({ warnAfter: hours(12), errorAfter: minutes, filter })
    expect([raw.d.freshness, raw.e.freshness]).toEqual([undefined, undefined])
    expect([raw.a.loadedAtField, raw.c.loadedAtField, raw.f.loadedAtField]).toEqual(['at', 'd', undefined])
    expect(raw.f.loadedAtQuery).toBeTypeOf('function')
    expect(Object.values(raw).flatMap(diagnosticsOf)).toEqual([])
  })

  it.each<[string, object, string]>([
    ['an age without a period', { freshness: { warnAfter: 12 } }, 'the option "warnAfter" is a number, not an age'],
    ['an age of other units', { freshness: { errorAfter: '2 weeks' } }, '"errorAfter" is "2 weeks", not an age'],
    ['an age of half an hour', { freshness: { errorAfter: '0.5 hours' } }, 'is "0.5 hours", not an age'],
    ['an age of nothing', { freshness: { errorAfter: '0 days' } }, 'is "0 days", not an age'],
    ['an age alone', { freshness: '12 hours' }, 'the option "freshness" is a string, not an object'],
    ['dbt’s spelling', { freshness: { warn_after: '1 day' } }, 'there is no option "warn_after" of "freshness"'],
    ['a filter in SQL', { freshness: { filter: 'id > 1' } }, 'the option "filter" is a string, not a function'],
    ['a field that is not there', { loadedAtField: 'att' }, 'names the column "att", which table "a" does not have'],
    ['a field that is no time', { loadedAtField: 's' }, 'names the column "s" of table "a", which is varchar'],
    ['a field in a list', { loadedAtField: ['at'] }, '"loadedAtField" is a list, not the name of a column'],
    ['a query in SQL', { loadedAtQuery: 'select 1' }, '"loadedAtQuery" is a string, not a function'],
    ['two places', { loadedAtField: 'at', loadedAtQuery: () => undefined }, 'exclude each other'],
    [
      'a filter without a field',
      { freshness: { warnAfter: '1 day', filter: () => undefined } },
      'table "a" has a filter and no "loadedAtField"',
    ],
    [
      'a filter of a query',
      { freshness: { warnAfter: '1 day', filter: () => undefined }, loadedAtQuery: () => undefined },
      'has a filter next to a "loadedAtQuery"',
    ],
  ])('refuses %s, of the source and of a table', (_, options, message) => {
    const messages = (given: object) =>
      Object.values(source('raw', { a: columns }, given))
        .flatMap(diagnosticsOf)
        .map((each) => each.message)
        .join('\n')
    expect(messages(options)).toContain(message)
    expect(messages({ tables: { a: options } }).replaceAll(' of table "a"', '')).toContain(
      message.replaceAll(' of table "a"', ''),
    )
  })
})

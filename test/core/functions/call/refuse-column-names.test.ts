import * as kerros from 'kerros'
import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'

// In Kysely `eb.fn.max('o.amount')` reads the column, so `max('o.amount')` is written by habit. It was the string, in each row.

const one = sql<any>`1`
/** Each helper that takes an expression, called with a string in its place. */
const calls: { readonly [helper: string]: (name: any) => unknown } = Object.fromEntries(
  (
    [
      [
        'sum min max avg count countDistinct countIf median anyValue approxCountDistinct boolAnd boolOr arrayAgg stddev stddevPop variance variancePop',
        [],
      ],
      ['lag lead firstValue lastValue abs ceil floor sqrt ln exp length lower upper md5 trim ltrim rtrim', []],
      ['dateText epochTimestamp lastDay toDate parseJson arraySize keyText orNull', []],
      ['round lpad left right', [2]],
      ['percentileCont percentileDisc', [0.5]],
      ['dateFromParts', [1, 1]],
      ['haversine', [1, 1, 1]],
      ['power', [2]],
      ['position', ['x']],
      ['listagg contains startsWith endsWith split regexpLike nullIf', ['x']],
      ['replace', ['x', 'y']],
      ['splitPart', ['x', 1]],
      ['substring', [1, 2]],
      ['castTo tryCast', [kerros.integer()]],
      ['jsonPath', ['a', kerros.integer()]],
      ['iff', [one, one]],
      ['divide mod', [one]],
    ] as const
  ).flatMap(([helpers, others]) =>
    helpers.split(' ').map((helper) => [helper, (name: any) => (kerros as any)[helper](name, ...others)] as const),
  ),
)
/** And in the place of the others that are never strings. */
const ofOthers: { readonly [call: string]: (name: any) => unknown } = {
  dateTrunc: (name) => kerros.dateTrunc('day', name),
  datePart: (name) => kerros.datePart('year', name),
  dateAdd: (name) => kerros.dateAdd('day', 1, name),
  dateDiff: (name) => kerros.dateDiff('day', one, name),
  divide: (name) => kerros.divide(one, name),
}

describe('a string in the place of a column is refused', () => {
  it.each([...Object.entries(calls), ...Object.entries(ofOthers)])('%s', (helper, call) => {
    expect(() => call('o.amount')).toThrow(
      expect.objectContaining({
        code: 'E_INVALID_OPTION',
        message: expect.stringMatching(/^\w+ was given the string 'o.amount', where it takes an expression$/),
        hint: "Write eb.ref('o.amount') for the column, or text('o.amount') for the string itself.",
      }),
    )
    if (!['toDate', 'countDistinct'].includes(helper)) expect(() => call('o.amount')).toThrow(`${helper} was given`)
    expect(() => call(one)).not.toThrow()
  })

  it('and strings are values where a helper takes them', () => {
    expect(() => [
      kerros.concat('a', 'b'),
      kerros.contains(one, 'a'),
      kerros.iff(one, 'a' as never, 'b' as never),
      kerros.nullIf(one, ''),
      kerros.greatest(one, 'a' as never),
      kerros.arrayConstruct('a' as never),
      kerros.objectConstruct({ a: one }),
    ]).not.toThrow()
  })
})

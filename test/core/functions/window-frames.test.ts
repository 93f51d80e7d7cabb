import { count, rangeBetween, rowsBetween, sum, view } from 'kerros'
import { describe, expect, it } from 'vitest'
import { compileModel, ratings } from '../../macros/compile-model.js'
import { eb, t } from './fixture.js'
import { compile, duckDb, sqlOf } from './run-case.js'

const refusal = (message: string): unknown =>
  expect.objectContaining({ code: 'E_INVALID_OPTION', message: expect.stringContaining(message) })

it("serves Kysely's own window functions, and an order that is given after it", () => {
  const x = eb.fn
    .sum('t.n')
    .over((w) => w.partitionBy('t.b').orderBy('t.i').$call(rowsBetween('2 preceding', 'current row')).orderBy('t.d'))
  expect(sqlOf(duckDb(), x)).toBe(
    'sum("t"."n") over(partition by "t"."b" order by "t"."i" nulls last, "t"."d" nulls last rows between 2 preceding and current row)',
  )
})

it('a model keeps its frames when it is compiled', () => {
  const model = view({ r: ratings }, (db) =>
    db.selectFrom('r').select((eb) => [
      'r.id',
      sum(eb.ref('r.weight'))
        .over((w) => w.orderBy(eb.ref('r.id')).$call(rowsBetween('1 preceding', '1 following')))
        .as('around'),
    ]),
  )
  expect(compile(duckDb(), compileModel(model).node.toOperationNode())).toContain(
    'over(order by "r"."id" nulls last rows between 1 preceding and 1 following) as "around"',
  )
})

it.each([
  ['6 preceding', '7 preceding'],
  ['1 following', 'current row'],
  ['current row', '1 preceding'],
  ['2 following', '1 following'],
] as const)('rowsBetween refuses to end before it starts: %s, %s', (start, end) => {
  expect(() => rowsBetween(start, end)).toThrow(refusal('ends before it starts'))
})

it.each(['-1 preceding', '1.5 preceding', '1e3 preceding', ' preceding', "1'; drop preceding"])(
  'rowsBetween does not know %s',
  (start) => {
    expect(() => rowsBetween(start as '1 preceding', 'current row')).toThrow(
      refusal(`does not know the end '${start}'`),
    )
  },
)

describe('rangeBetween', () => {
  it('compares the sides of stretches of different units, and the length of those of one', () => {
    expect(() => rangeBetween('1 month preceding', '1 day preceding')).not.toThrow()
    expect(() => rangeBetween('1 day following', '1 month preceding')).toThrow(refusal('ends before it starts'))
    expect(() => rangeBetween('1 day preceding', '2 days preceding')).toThrow(refusal('ends before it starts'))
  })

  it('refuses to mix numbers and time', () => {
    expect(() => rangeBetween('1 day preceding', '1 following')).toThrow(refusal('mixes'))
  })

  it('counts in one column', () => {
    const over = (frame: ReturnType<typeof rangeBetween>) => () =>
      count().over((w) => w.orderBy(t.i).orderBy(t.n).$call(frame))
    expect(over(rangeBetween('1 preceding', 'current row'))).toThrow(refusal('2 columns'))
    expect(over(rangeBetween('unbounded preceding', 'current row'))).not.toThrow()
  })
})

it('rowsBetween and rangeBetween need an order', () => {
  expect(() => count().over((w) => w.partitionBy(t.b).$call(rowsBetween('1 preceding', 'current row')))).toThrow(
    refusal('rowsBetween is used in a window without an order'),
  )
  expect(() => count().over((w) => w.$call(rangeBetween('1 preceding', 'current row')))).toThrow(
    refusal('rangeBetween is used in a window without an order'),
  )
})

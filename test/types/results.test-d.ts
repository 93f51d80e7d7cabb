import {
  array,
  avg,
  bigint,
  boolean,
  count,
  type DateString,
  type DecimalString,
  date,
  decimal,
  divide,
  iff,
  integer,
  max,
  min,
  orNull,
  type RowType,
  round,
  rowsBetween,
  source,
  sum,
  timestamp,
  varchar,
  view,
} from 'kerros'
import { avgExact, bucket, weightedAvg } from 'kerros/macros'
import { describe, expectTypeOf, it } from 'vitest'

const { o } = source('raw', {
  o: {
    id: integer(),
    price: decimal(10, 2),
    quantity: integer().nullable(),
    total: decimal(38, 2),
    cents: bigint(),
    exact: decimal(38, 2, { as: 'number' }),
    short: decimal(9, 2, { as: 'string' }),
    name: varchar(),
    day: date(),
    at: timestamp(),
    paid: boolean().nullable(),
    tags: array(varchar()),
  },
})

describe('numbers', () => {
  it('have the value type of what goes into them', () => {
    const m = view({ o }, (db) =>
      db
        .selectFrom('o')
        .select((eb) => [
          eb('o.price', '*', eb.ref('o.exact')).as('product'),
          eb('o.cents', '+', eb.ref('o.id')).as('cents'),
          eb('o.total', '-', eb.ref('o.short')).as('difference'),
          round(sum(eb.ref('o.total')), 1).as('total'),
          sum(eb.ref('o.price')).as('price'),
          sum(eb.ref('o.quantity')).as('quantity'),
          avg(eb.ref('o.total')).as('average'),
        ])
        .groupBy('o.id'),
    )
    expectTypeOf<RowType<typeof m>>().toEqualTypeOf<{
      product: number
      cents: number | bigint
      difference: DecimalString
      total: DecimalString
      price: number
      quantity: number | null
      average: number
    }>()
  })

  it('mix in arithmetic, and the widest decides what arrives', () => {
    const m = view({ o }, (db) =>
      db
        .selectFrom('o')
        .select((eb) => [
          eb('o.total', '*', eb.ref('o.quantity')).as('totalTimesQuantity'),
          eb('o.id', '*', eb.ref('o.total')).as('idTimesTotal'),
          eb('o.total', '*', 2).as('twice'),
          eb('o.total', '+', '0.5').as('more'),
          eb('o.price', '+', eb.ref('o.cents')).as('priceAndCents'),
          eb('o.price', '*', 2n).as('twicePrice'),
          eb('o.id', '+', eb('o.cents', '-', eb.ref('o.total'))).as('nested'),
          eb('o.price', '-', eb.selectFrom('o as other').select('other.total').where('other.id', '=', 1)).as('other'),
          eb('o.id', '+', 1).as('next'),
        ]),
    )
    expectTypeOf<RowType<typeof m>>().toEqualTypeOf<{
      totalTimesQuantity: DecimalString | null
      idTimesTotal: DecimalString
      twice: DecimalString
      more: DecimalString
      priceAndCents: number | bigint
      twicePrice: number | bigint
      nested: DecimalString
      other: DecimalString | null
      next: number
    }>()
    view({ o }, (db) =>
      db.selectFrom('o').select((eb) => [
        // @ts-expect-error
        eb('o.price', '*', eb.ref('o.name')).as('a'),
        // @ts-expect-error
        eb('o.total', '+', eb.ref('o.day')).as('b'),
        // @ts-expect-error
        eb('o.id', '+', 'x').as('c'),
        // @ts-expect-error
        eb('o.id', '+', '1').as('d'),
        // @ts-expect-error
        eb('o.id', '=', eb.ref('o.name')).as('e'),
        // @ts-expect-error
        eb('o.id', '*', eb.ref('o.nope')).as('f'),
      ]),
    )
  })

  it('are what operators compute with; days are counted, and strings joined', () => {
    const m = view({ o }, (db) =>
      db
        .selectFrom('o')
        .select((eb) => [
          eb('o.day', '-', eb.ref('o.day')).as('days'),
          eb('o.name', '||', '!').as('called'),
          eb('o.cents', '||', eb.ref('o.id')).as('digits'),
        ]),
    )
    expectTypeOf<RowType<typeof m>>().toEqualTypeOf<{ days: number; called: string; digits: string }>()
    view({ o }, (db) =>
      db.selectFrom('o').select((eb) => [
        // @ts-expect-error
        eb('o.at', '-', eb.ref('o.at')).as('a'),
        // @ts-expect-error
        eb('o.day', '+', eb.ref('o.day')).as('b'),
        // @ts-expect-error
        eb('o.paid', '+', eb.ref('o.paid')).as('c'),
        // @ts-expect-error
        eb('o.name', '-', eb.ref('o.name')).as('d'),
        // @ts-expect-error
        eb('o.tags', '||', eb.ref('o.tags')).as('e'),
        // @ts-expect-error
        eb('o.at', '||', eb.ref('o.at')).as('f'),
      ]),
    )
  })

  it('are not text, days or timestamps', () => {
    view({ o }, (db) =>
      db.selectFrom('o').select((eb) => [
        // @ts-expect-error
        sum(eb.ref('o.name')).as('a'),
        // @ts-expect-error
        avg(eb.ref('o.day')).as('b'),
        // @ts-expect-error
        sum(eb.ref('o.at')).as('c'),
        // @ts-expect-error
        weightedAvg(eb.ref('o.name'), eb.ref('o.id')).as('d'),
        // @ts-expect-error
        divide(eb.ref('o.day'), 2).as('e'),
        // @ts-expect-error
        bucket(eb.ref('o.name'), [[1, 'x']], 'y').as('f'),
        // @ts-expect-error
        avgExact(eb.ref('o.day')).as('g'),
        weightedAvg(eb.ref('o.total'), eb.ref('o.cents')).as('h'),
      ]),
    )
    expectTypeOf<DateString>().not.toExtend<DecimalString>()
  })
})

describe('NULL', () => {
  it('follows from the operands of a comparison, which is a boolean', () => {
    const m = view(
      { o },
      (db) =>
        db
          .selectFrom('o')
          .select((eb) => [
            eb('o.price', '>', 1).as('dear'),
            eb('o.quantity', '>', 1).as('many'),
            eb('o.price', '=', eb.ref('o.quantity')).as('same'),
            eb('o.quantity', 'is', null).as('unknown'),
            eb.and([eb('o.id', '>', 1), eb('o.price', '<', 5)]).as('both'),
            eb.or([eb('o.id', '>', 1), eb('o.quantity', '<', 5)]).as('one'),
            eb('o.id', '>', 1).and('o.quantity', '>', 2).as('chained'),
            eb.not(eb('o.quantity', '>', 1)).as('few'),
            eb.between('o.id', 1, 2).as('within'),
            iff(eb('o.quantity', '>', 1), eb.ref('o.id'), eb.ref('o.quantity')).as('id'),
          ])
          .where((eb) => eb.or([eb('o.quantity', '>', 1), eb('o.paid', '=', true)]))
          .where((eb) => eb('o.quantity', '>', 1).or('o.paid', '=', true)),
      {
        contract: {
          dear: boolean(),
          many: boolean().nullable(),
          same: boolean().nullable(),
          unknown: boolean(),
          both: boolean(),
          one: boolean().nullable(),
          chained: boolean().nullable(),
          few: boolean().nullable(),
          within: boolean(),
          id: integer().nullable(),
        },
      },
    )
    expectTypeOf<RowType<typeof m>['dear']>().toEqualTypeOf<boolean>()
  })

  it('follows from the operands of arithmetic, and from a division', () => {
    const m = view({ o }, (db) =>
      db
        .selectFrom('o')
        .select((eb) => [
          eb('o.price', '*', eb.ref('o.quantity')).as('a'),
          eb('o.price', '*', 2).as('b'),
          eb('o.price', '/', eb.ref('o.id')).as('c'),
          eb(eb.lit(1), '+', 1).as('d'),
        ]),
    )
    expectTypeOf<RowType<typeof m>>().toEqualTypeOf<{ a: number | null; b: number; c: number | null; d: number }>()
  })

  it('follows from filters and from frames that may be empty', () => {
    const m = view({ o }, (db) =>
      db.selectFrom('o').select((eb) => [
        min(eb.ref('o.id'))
          .filterWhere(eb('o.price', '>', 1))
          .over()
          .as('filtered'),
        count()
          .filterWhere(eb('o.price', '>', 1))
          .over()
          .as('count'),
        sum(eb.ref('o.id'))
          .over((w) => w.orderBy('o.id').$call(rowsBetween('2 preceding', '1 preceding')))
          .as('before'),
        sum(eb.ref('o.id'))
          .over((w) => w.orderBy('o.id').$call(rowsBetween('2 preceding', 'current row')))
          .as('so_far'),
        max(eb.ref('o.id'))
          .over((w) => w.orderBy(eb.ref('o.id')).$call(rowsBetween('1 following', 'unbounded following')))
          .as('after'),
        count()
          .over((w) => w.orderBy(eb.ref('o.id')).$call(rowsBetween('1 following', '2 following')))
          .as('next'),
      ]),
    )
    expectTypeOf<RowType<typeof m>>().toEqualTypeOf<{
      filtered: number | null
      count: number
      before: number | null
      so_far: number
      after: number | null
      next: number
    }>()
  })

  it('is said of an aggregate without groups', () => {
    const m = view({ o }, (db) =>
      db
        .selectFrom('o')
        .select((eb) => [
          orNull(sum(eb.ref('o.total'))).as('total'),
          round(orNull(sum(eb.ref('o.price'))), 1).as('price'),
          eb.fn.coalesce(sum(eb.ref('o.id')), eb.lit(0)).as('ids'),
        ]),
    )
    expectTypeOf<RowType<typeof m>>().toEqualTypeOf<{
      total: DecimalString | null
      price: number | null
      ids: number
    }>()
  })
})

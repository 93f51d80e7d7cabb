import {
  array,
  boolean,
  date,
  decimal,
  greatest,
  iff,
  integer,
  json,
  least,
  orNull,
  source,
  timestamp,
  varchar,
  view,
} from 'kerros'
import { type Expression, sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import { diagnosticsIn } from '../compile-models.js'

const { t } = source('raw', {
  t: {
    i: integer(),
    p: decimal(10, 2),
    b: boolean(),
    s: varchar(),
    d: date(),
    ts: timestamp(),
    j: json(),
    li: array(integer()),
  },
})

/** `any`, because TypeScript refuses some of the expressions itself. */
const selecting = (expression: (eb: any) => Expression<any>) =>
  view({ t }, (db) => db.selectFrom('t').select((eb) => (expression(eb) as any).as('x')))

const said = (expression: (eb: any) => Expression<any>): readonly string[] =>
  diagnosticsIn({ t, m: selecting(expression) } as never)

const either = (eb: any, a: Expression<any>, b: Expression<any>): Expression<any> =>
  eb.case().when('t.b', '=', true).then(a).else(b).end()

const ways: { readonly [name: string]: (eb: any, a: Expression<any>, b: Expression<any>) => Expression<any> } = {
  coalesce: (eb, a, b) => eb.fn.coalesce(a, b),
  iff: (eb, a, b) => iff(eb('t.b', '=', true), a, b),
  case: either,
}

const COLUMNS = ['i', 'p', 'b', 's', 'd', 'ts', 'j', 'li'] as const
const ALIKE: ReadonlySet<string> = new Set(['i p', 'p i', 'ts d', 'd ts'])

describe.each(Object.entries(ways))('values of one %s', (name, way) => {
  it('are of types between which engines convert in one way', () => {
    const accepted = COLUMNS.flatMap((a) =>
      COLUMNS.filter((b) => said((eb) => way(eb, eb.ref(`t.${a}`), eb.ref(`t.${b}`))).length === 0).map(
        (b) => `${a} ${b}`,
      ),
    )
    const alike = COLUMNS.flatMap((a) =>
      COLUMNS.filter((b) => a === b || ALIKE.has(`${a} ${b}`)).map((b) => `${a} ${b}`),
    )
    // The type of coalesce is that of its first value, and a timestamp is no date.
    expect(accepted).toEqual(alike.filter((pair) => !(name === 'coalesce' && pair === 'd ts')))
  })

  it('name both types, and say what to do', () => {
    expect(said((eb) => way(eb, eb.ref('t.b'), eb.val(0)))).toEqual([
      `E_TYPE_MISMATCH "m": the values of ${name} are boolean and integer, which engines convert in different ways → Make them of one type: castTo(x, …) with the column that it is to be.`,
    ])
  })

  it('may be NULL, a day that is written as text, and what raw SQL returns', () => {
    for (const other of [sql.lit(null), sql`now()`]) expect(said((eb) => way(eb, eb.ref('t.d'), other))).toEqual([])
    expect(said((eb) => way(eb, eb.ref('t.d'), eb.val('2026-01-01')))).toEqual([])
    expect(said((eb) => way(eb, eb.ref('t.i'), eb.val('2026-01-01')))).toHaveLength(1)
  })
})

it('the greatest and the least are of one type', () => {
  for (const pick of [greatest, least] as readonly ((...values: any[]) => Expression<any>)[]) {
    expect(said((eb) => pick(eb.ref('t.i'), eb.ref('t.s')))).toHaveLength(1)
    expect(said((eb) => pick(eb.ref('t.i'), eb.ref('t.p'), eb.val(3)))).toEqual([])
  }
})

it('unlike values are found in conditions, subqueries and arguments of other functions too', () => {
  const unlike = (eb: any) => eb.fn.coalesce('t.b', eb.val(0))
  const m = view({ t }, (db) =>
    db
      .selectFrom((eb) =>
        eb
          .selectFrom('t')
          .selectAll()
          .where((eb) => eb(unlike(eb), '=', 1))
          .as('t'),
      )
      .select('t.i'),
  )
  expect(diagnosticsIn({ t, m } as never)).toHaveLength(1)
  expect(said((eb) => orNull(eb.fn.max(unlike(eb))))).toHaveLength(1)
})

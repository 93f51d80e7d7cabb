import {
  bigint,
  boolean,
  castTo,
  ceil,
  date,
  decimal,
  double,
  epochTimestamp,
  floor,
  integer,
  max,
  min,
  objectConstruct,
  round,
  source,
  timestamp,
  varchar,
  view,
} from 'kerros'
import { selectExcept, surrogateKey, unionRelations } from 'kerros/macros'
import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import { compileFor, diagnosticsIn, raw } from './compile-models.js'

const { wide } = source('raw', {
  wide: {
    i: integer(),
    b: bigint(),
    w: decimal(10, 0),
    d: decimal(10, 2),
    f: double(),
    s: varchar(),
    day: date(),
    at: timestamp(),
    t: boolean(),
  },
})

type Expressions = (eb: any) => { as(name: string): unknown }

const model = (x: Expressions) =>
  view({ w: wide }, ((db: any) => db.selectFrom('w').select((eb: any) => x(eb).as('x'))) as never)
const sqlOf = (x: Expressions) =>
  /^select (.*) as "x" from/.exec(compileFor('duckdb', { wide, m: model(x) }).sql)?.[1]?.replaceAll('"w".', '')

const STRICT_INTEGER = `cast(regexp_extract("s", '^ *[+-]?[0-9]{1,37}([.]0+)? *$') as integer)`

describe('what is computed depends on the type of what is given', () => {
  it.each<[what: string, x: Expressions, text: string]>([
    // Whole numbers have nothing to round.
    ['ceil of an integer', (eb) => ceil(eb.ref('w.i')), '"i"'],
    ['floor of a bigint', (eb) => floor(eb.ref('w.b')), '"b"'],
    ['round of a whole decimal', (eb) => round(eb.ref('w.w')), '"w"'],
    ['round of an integer to no digits', (eb) => round(eb.ref('w.i'), 0), '"i"'],
    ['round of an integer to digits', (eb) => round(eb.ref('w.i'), 2), '"i"'],
    ['round of an integer to tens', (eb) => round(eb.ref('w.i'), -1), 'round("i", (-1))'],
    ['round of a decimal', (eb) => round(eb.ref('w.d')), 'round("d", 0)'],
    ['ceil of a double', (eb) => ceil(eb.ref('w.f')), 'ceil("f")'],
    ['round of what is rounded', (eb) => round(round(eb.ref('w.i'), -1) as never), 'round("i", (-1))'],
    // Text is read strictly.
    ['text as an integer', (eb) => castTo(eb.ref('w.s'), integer()), STRICT_INTEGER],
    ['text as text', (eb) => castTo(eb.ref('w.s'), varchar()), 'cast("s" as varchar)'],
    ['a day as a moment', (eb) => castTo(eb.ref('w.day'), timestamp()), 'cast("day" as timestamp)'],
    ['an integer as text', (eb) => castTo(eb.ref('w.i'), varchar()), 'cast("i" as varchar)'],
    ['a day as text', (eb) => castTo(eb.ref('w.day'), varchar()), `strftime("day", '%Y-%m-%d')`],
    ['a moment as text', (eb) => castTo(eb.ref('w.at'), varchar()), `strftime("at", '%Y-%m-%d %H:%M:%S.%f')`],
    ["Kysely's cast of text", (eb) => eb.cast('w.s', 'integer'), STRICT_INTEGER],
    ["Kysely's cast of a day", (eb) => eb.cast('w.day', 'varchar'), `strftime("day", '%Y-%m-%d')`],
    ["Kysely's cast of an integer", (eb) => eb.cast('w.i', 'varchar'), 'cast("i" as varchar)'],
    ["Kysely's cast to a type of the engine's", (eb) => eb.cast('w.s', sql`json`), 'cast("s" as json)'],
    [
      "Kysely's cast of what is cast",
      (eb) => eb.cast(eb.cast('w.day', 'varchar'), sql`json`),
      `cast(strftime("day", '%Y-%m-%d') as json)`,
    ],
    ['seconds', (eb) => epochTimestamp(eb.ref('w.i')), 'make_timestamp(cast("i" as bigint) * 1000000)'],
    [
      'seconds that are text',
      (eb) => epochTimestamp(eb.ref('w.s')),
      `make_timestamp(cast(${STRICT_INTEGER.replace('as integer', 'as bigint')} as bigint) * 1000000)`,
    ],
    ['a JSON object of a decimal', (eb) => objectConstruct({ d: eb.ref('w.d') }), `json_object('d', "d")`],
    // Nothing is known of raw SQL.
    ['ceil of raw SQL', () => ceil(sql<number>`x`), 'ceil(x)'],
    ['round of raw SQL', () => round(sql<number>`x`, 2), 'round(x, 2)'],
    ['raw SQL as text', () => castTo(sql<number>`x`, varchar()), 'cast(x as varchar)'],
    ['raw SQL as an integer', () => castTo(sql<string>`x`, integer()), 'cast(x as integer)'],
    ['raw SQL as a boolean', () => castTo(sql<string>`x`, boolean()), 'cast(x as boolean)'],
    ['seconds of raw SQL', () => epochTimestamp(sql<number>`x`), 'make_timestamp(cast(x as bigint) * 1000000)'],
    ['a JSON object of raw SQL', () => objectConstruct({ d: sql<number>`x` }), `json_object('d', x)`],
    ['the greatest of raw SQL', () => max(sql<number>`x`).over(), 'max(x) over()'],
    ['the least text', (eb) => min(eb.ref('w.s')).over(), 'min("s") over()'],
  ])('%s', (_, x, text) => {
    expect(sqlOf(x)).toBe(text)
  })

  it('text as a boolean', () => {
    expect(sqlOf((eb) => castTo(eb.ref('w.s'), boolean()))).toMatch(/^cast\(case when lower\("s"\) in .* as boolean\)$/)
    expect(sqlOf((eb) => castTo(eb.ref('w.i'), boolean()))).toBe('cast("i" as boolean)')
  })

  it('in a subquery that hides the name, and after it', () => {
    const m = view({ w: wide, e: raw.events }, (db) =>
      db.selectFrom('w').select((eb) => [
        eb
          .selectFrom('e as w')
          .select((inner) => round(inner.ref('w.amount')).as('n'))
          .as('first'),
        round(eb.ref('w.i')).as('second'),
      ]),
    )
    expect(compileFor('duckdb', { wide, m }).sql).toContain('(select round("w"."amount", 0) as "n" from')
    expect(compileFor('duckdb', { wide, m }).sql).toContain('"w"."i" as "second"')
  })
})

describe('what engines write differently is refused', () => {
  it.each<[x: Expressions, message: string]>([
    [(eb) => castTo(eb.ref('w.f'), varchar()), 'a double cannot become text'],
    [(eb) => eb.cast('w.f', 'varchar'), 'a double cannot become text'],
    [(eb) => surrogateKey([eb.ref('w.f')]), 'a double cannot be part of a surrogate key'],
    [(eb) => surrogateKey([eb.ref('w.s'), eb.ref('w.at')]), 'a timestamp cannot be part of a surrogate key'],
  ])('%s', (x, message) => {
    expect(diagnosticsIn({ wide, m: model(x) })).toEqual([
      expect.stringMatching(new RegExp(`^E_TYPE_MISMATCH "m": ${message}, because engines write`)),
    ])
  })

  it('and nothing of other types is', () => {
    expect(diagnosticsIn({ wide, m: model(() => surrogateKey([sql<string>`x`])) })).toEqual([])
    for (const column of ['i', 'b', 'w', 'd', 's', 'day', 't'])
      expect(diagnosticsIn({ wide, m: model((eb) => surrogateKey([eb.ref(`w.${column}`)])) })).toEqual([])
    for (const column of ['i', 'd', 'f', 's', 'day', 'at'])
      for (const extreme of [min, max])
        expect(diagnosticsIn({ wide, m: model((eb) => extreme(eb.ref(`w.${column}`)).over()) })).toEqual([])
  })
})

describe('all columns of what raw SQL hides', () => {
  const hidden = sql`(select 1 as one)`.as('x')
  const text = (query: (db: any) => unknown) => {
    const m = view({ u: raw.users }, query as never, { contract: { one: integer() } } as never)
    return compileFor('duckdb', { m }).sql
  }

  it.each<[what: string, query: (db: any) => unknown, text: string]>([
    ['alone', (db) => db.selectFrom(hidden).selectAll(), 'select * from (select 1 as one) as "x"'],
    [
      'beside a table that is known',
      (db) =>
        db
          .selectFrom('u')
          .innerJoin(hidden, (join: any) => join.onTrue())
          .selectAll(),
      'select * from "raw"."users" as "u" inner join (select 1 as one) as "x" on true',
    ],
    [
      'by its name',
      (db) =>
        db
          .selectFrom('u')
          .innerJoin(hidden, (join: any) => join.onTrue())
          .selectAll('x'),
      'select "x".* from "raw"."users" as "u" inner join (select 1 as one) as "x" on true',
    ],
    [
      'but some',
      (db) => db.selectFrom(hidden).$call(selectExcept('x' as never, ['two'] as never) as never),
      'select "x".* exclude ("two") from (select 1 as one) as "x"',
    ],
  ])('stay as they are written: %s', (_, query, expected) => {
    expect(text(query)).toBe(expected)
  })

  it('are not written out next to those of a table, which are', () => {
    const m = view({ u: raw.users }, ((db: any) =>
      db
        .selectFrom('u')
        .innerJoin(hidden, (join: any) => join.onTrue())
        .selectAll('u')
        .select('x.one')) as never)
    expect(compileFor('duckdb', { m }).sql).toMatch(
      /^select "u"."user_id", "u"."name", "u"."born", "u"."score", "x"."one" from/,
    )
  })

  it('but some are written out where they are known', () => {
    const m = view({ u: raw.users }, (db) => db.selectFrom('u').$call(selectExcept('u', ['name', 'born'])))
    expect(compileFor('duckdb', { m }).sql).toBe('select "u"."user_id", "u"."score" from "raw"."users" as "u"')
  })
})

it('relations whose columns are of different kinds are reported once, also when many are united', () => {
  const { one, two, three } = source('raw', {
    one: { id: integer(), x: integer() },
    two: { id: integer(), x: varchar() },
    three: { id: integer() },
  })
  const m = view({ one, two, three }, (db) => unionRelations(db, ['one', 'two', 'three']))
  expect(diagnosticsIn({ one, two, three, m })).toEqual([
    expect.stringContaining('E_TYPE_MISMATCH "m": the column "x" is integer in "one" and varchar in "two"'),
  ])
})

import {
  abs,
  approxCountDistinct,
  array,
  arrayAgg,
  avg,
  bigint,
  binary,
  boolean,
  castTo,
  ceil,
  concat,
  count,
  countDistinct,
  date,
  dateAdd,
  dateFromParts,
  decimal,
  divide,
  double,
  exp,
  floor,
  greatest,
  haversine,
  iff,
  integer,
  json,
  jsonPath,
  least,
  length,
  listagg,
  ln,
  md5,
  median,
  mod,
  orNull,
  parseJson,
  percentileCont,
  power,
  round,
  rowNumber,
  source,
  split,
  sqrt,
  stddev,
  stddevPop,
  sum,
  text,
  timestamp,
  tryCast,
  upper,
  varchar,
  variance,
  variancePop,
  view,
} from 'kerros'
import { surrogateKey, topN, weightedAvg } from 'kerros/macros'
import { type Expression, sql } from 'kysely'
import * as postgres from 'kysely/helpers/postgres'
import * as sqlite from 'kysely/helpers/sqlite'
import { describe, expect, it } from 'vitest'
import { compileFor, diagnosticsIn } from '../compile-models.js'

const types = {
  i: integer(),
  big: bigint(),
  p: decimal(10, 2),
  w: decimal(38, 2),
  f: double(),
  b: boolean(),
  s: varchar(),
  d: date(),
  ts: timestamp(),
  bin: binary(),
  j: json(),
  li: array(integer()),
}
const { t } = source('raw', { t: types })
type Column = keyof typeof types
const COLUMNS = Object.keys(types) as readonly Column[]

/** What kerros says of an expression; `any`, because TypeScript refuses some of them itself. */
function said(expression: (eb: any) => Expression<any>): readonly string[] {
  const m = view({ t }, (db) => db.selectFrom('t').select((eb) => (expression(eb) as any).as('x')))
  return diagnosticsIn({ t, m } as never)
}

/** The pairs of columns between which an operator is accepted. */
function accepted(operator: string): readonly string[] {
  return COLUMNS.flatMap((a) =>
    COLUMNS.filter((b) => said((eb) => eb(`t.${a}`, operator, eb.ref(`t.${b}`))).length === 0).map(
      (b) => `${a} ${operator} ${b}`,
    ),
  )
}

const pairs = (operator: string, left: readonly Column[], right: readonly Column[] = left): readonly string[] =>
  left.flatMap((a) => right.map((b) => `${a} ${operator} ${b}`))
const without = (...columns: readonly Column[]): readonly Column[] => COLUMNS.filter((each) => !columns.includes(each))

const NUMBERS: readonly Column[] = ['i', 'big', 'p', 'w', 'f']

describe('operators that mean the same on every engine', () => {
  it.each(['*', '/', '%'])('%s is for numbers', (operator) => {
    expect(accepted(operator)).toEqual(pairs(operator, NUMBERS))
  })

  it('- also counts the days between two dates, and dates move by whole days', () => {
    expect([...accepted('-')].sort()).toEqual([...pairs('-', NUMBERS), 'd - i', 'd - d'].sort())
    expect([...accepted('+')].sort()).toEqual([...pairs('+', NUMBERS), 'd + i'].sort())
  })

  it('|| joins strings and what is written in one way, or bytes', () => {
    expect([...accepted('||')].sort()).toEqual([...pairs('||', ['i', 'big', 'p', 'w', 'b', 's']), 'bin || bin'].sort())
  })

  it.each(['<', '>='])('%s orders neither JSON nor arrays', (operator) => {
    expect(accepted(operator)).toEqual(pairs(operator, without('j', 'li')))
  })

  it.each(['=', '!=', 'is distinct from', 'in'])('%s compares everything but JSON', (operator) => {
    expect(accepted(operator)).toEqual(pairs(operator, without('j')))
  })

  it('asks nothing of raw SQL, of NULL and of what is compared with it', () => {
    expect(said((eb) => eb('t.ts', '-', sql`interval '1 day'`))).toEqual([])
    expect(said((eb) => eb('t.j', 'is not', null))).toEqual([])
    expect(said((eb) => eb.between('t.ts', eb.ref('t.ts'), eb.ref('t.d')))).toEqual([])
    expect(said((eb) => eb('t.i', 'in', [1, 2]))).toEqual([])
  })

  it('finds JSON and arrays in lists, between, and made in the query', () => {
    const twice = [
      said((eb) => eb('t.s', 'in', [eb.ref('t.j'), eb.ref('t.s')])),
      said((eb) => eb.between('t.li', eb.ref('t.li'), eb.ref('t.li'))),
    ]
    expect(twice.map((found) => found.length)).toEqual([1, 1])
    const { s } = source('raw', { s: { s: varchar() } })
    const m = view({ s }, (db) =>
      db
        .selectFrom('s')
        .select('s.s')
        .where((eb) => eb(parseJson(eb.ref('s.s')), '=', parseJson(eb.ref('s.s')))),
    )
    expect(diagnosticsIn({ s, m } as never)).toEqual([
      'E_TYPE_MISMATCH "m": = cannot compare JSON, because one engine compares its text and another its values → Compare a value in it: jsonPath(x, path, varchar()).',
    ])
  })

  it('says how to write it instead', () => {
    expect(
      [
        said((eb) => eb('t.ts', '-', eb.ref('t.ts'))),
        said((eb) => eb('t.ts', '+', eb.ref('t.i'))),
        said((eb) => eb('t.d', '-', '2026-01-01')),
        said((eb) => eb('t.b', '+', eb.ref('t.b'))),
        said((eb) => eb('t.li', '||', eb.ref('t.li'))),
        said((eb) => eb('t.s', '||', eb.ref('t.ts'))),
      ].flat(),
    ).toMatchInlineSnapshot(`
      [
        "E_TYPE_MISMATCH "m": timestamp - timestamp does not have one meaning on all engines → For the time between two dates, use dateDiff('day', from, to).",
        "E_TYPE_MISMATCH "m": timestamp + integer does not have one meaning on all engines → To move a date, use dateAdd('day', n, date).",
        "E_TYPE_MISMATCH "m": date - varchar does not have one meaning on all engines → Make a date of the other value first: castTo(x, date()).",
        "E_TYPE_MISMATCH "m": boolean + boolean does not have one meaning on all engines → Use it with numbers; castTo(x, integer()) makes one of a value.",
        "E_TYPE_MISMATCH "m": array(integer) || array(integer) does not have one meaning on all engines → No operator joins arrays on all engines: use Kysely's sql template with the engine's own function.",
        "E_TYPE_MISMATCH "m": varchar || timestamp does not have one meaning on all engines → It joins strings: dateText(x) makes one of a date, castTo(x, varchar()) of another value.",
      ]
    `)
  })
})

describe('functions of strings', () => {
  const calls: readonly (readonly [string, (x: any, eb: any) => any])[] = [
    ['upper', (x) => upper(x)],
    ['length', (x) => length(x)],
    ['md5', (x) => md5(x)],
    ['concat', (x, eb) => concat(eb.ref('t.s'), x)],
    ['split', (x) => split(x, ',')],
    ['tryCast', (x) => tryCast(x, integer())],
    ['listagg', (x, eb) => listagg(x, ',').over((w: any) => w.partitionBy('t.i')) ?? eb],
  ]

  it.each(calls)('%s accepts strings only: in SQL, long decimals and dates are not strings', (name, call) => {
    expect(said((eb) => call(eb.ref('t.s'), eb))).toEqual([])
    for (const column of ['w', 'd', 'ts', 'i'])
      expect(said((eb) => call(eb.ref(`t.${column}`), eb))).toEqual([
        expect.stringContaining(`${name} expects a string, and in SQL`),
      ])
    expect(said((eb) => call(castTo(eb.ref('t.w'), varchar()), eb))).toEqual([])
  })
})

describe('the least and the greatest', () => {
  it('of dates and timestamps is a timestamp', () => {
    for (const call of [greatest, least] as readonly ((...x: any[]) => any)[]) {
      const m = view({ t }, (db) =>
        db.selectFrom('t').select((eb) => [call(eb.ref('t.d'), eb.ref('t.ts')).as('x'), call(eb.ref('t.d')).as('y')]),
      )
      expect(compileFor('duckdb', { t, m } as never).columns?.map(({ type }) => type?.name)).toEqual([
        'timestamp',
        'date',
      ])
    }
  })

  it('is not known of JSON and arrays', () => {
    expect(said((eb) => greatest(eb.ref('t.j'), eb.ref('t.j')))).toEqual([
      expect.stringContaining('greatest takes no JSON'),
    ])
    expect(said((eb) => least(eb.ref('t.li'), eb.ref('t.li')))).toEqual([
      expect.stringContaining('least takes no array'),
    ])
    expect(said((eb) => eb.fn.max('t.j').over())).toEqual([expect.stringContaining('max takes no JSON')])
  })
})

describe('dateAdd', () => {
  const sqlOf = (expression: (eb: any) => any) => {
    const m = view({ t }, (db) => db.selectFrom('t').select((eb) => expression(eb).as('x')))
    return (['duckdb', 'snowflake'] as const).map((engine) => compileFor(engine, { t, m } as never).sql)
  }

  it('moves by whole units: others are refused, or rounded when a column has them', () => {
    expect(() => dateAdd('month', 1.5, sql<Date>`x`)).toThrow(
      expect.objectContaining({ code: 'E_INVALID_OPTION', message: 'dateAdd cannot move a date by 1.5' }),
    )
    for (const column of ['f', 'p'])
      for (const text of sqlOf((eb) => dateAdd('month', eb.ref(`t.${column}`), eb.ref('t.d'))))
        expect(text).toMatch(/round\("[tT]"."[fFpP]"\)/)
    for (const text of sqlOf((eb) => dateAdd('month', eb.ref('t.i'), eb.ref('t.d'))))
      expect(text).not.toContain('round')
  })
})

describe('conversions of what is one of several', () => {
  const raw = sql<string>`x`

  it('are refused where raw SQL hides a type on which they depend', () => {
    const hidden = 'hides of which type both are, and the conversion depends on it'
    for (const expression of [
      (eb: any) => castTo(eb.fn.coalesce('t.s', raw), date()),
      (eb: any) => castTo(eb.fn.coalesce(raw, 't.d'), varchar()),
      (eb: any) => castTo(eb.case().when('t.i', '=', 1).then(eb.ref('t.d')).else(raw).end(), varchar()),
      (eb: any) => castTo(iff(eb('t.i', '=', 1), eb.ref('t.s'), raw as never), boolean()),
      (eb: any) => eb.cast(eb.fn.coalesce('t.s', raw), 'date'),
      (eb: any) => surrogateKey([eb.fn.coalesce('t.d', raw)]),
    ])
      expect(said(expression)).toEqual([expect.stringContaining(hidden)])
  })

  it('are accepted where the raw SQL has a type, or is alone', () => {
    for (const expression of [
      (eb: any) => castTo(eb.fn.coalesce('t.s', castTo(raw, varchar())), date()),
      () => castTo(raw, date()),
      (eb: any) => castTo(eb.fn.coalesce('t.i', sql`x`), varchar()),
      (eb: any) => castTo(eb.fn.coalesce('t.s', eb.val(null)), date()),
    ])
      expect(said(expression)).toEqual([])
  })
})

describe('toJson and jsonAgg of Kysely', () => {
  it('do not round long decimals', () => {
    expect(said((eb) => eb.fn.toJson('t'))[0]).toContain('toJson would round "t"."w"')
    expect(said((eb) => eb.fn.jsonAgg('t'))[0]).toContain('jsonAgg would round "t"."w"')
    expect(said((eb) => jsonPath(eb.ref('t.j'), 'a', integer()))).toEqual([])
  })
})

describe('functions of numbers', () => {
  /** The columns that a function of one value accepts. */
  const taken = (call: (x: never) => Expression<any>): readonly string[] =>
    COLUMNS.filter((column) => said((eb) => call(eb.ref(`t.${column}`) as never)).length === 0)

  it.each<[string, (x: never) => Expression<any>]>([
    ['sum', sum],
    ['avg', avg],
    ['median', median],
    ['percentileCont', (x) => percentileCont(x, 0.9)],
    ['stddev', stddev],
    ['stddevPop', stddevPop],
    ['variance', variance],
    ['variancePop', variancePop],
    ['power', (x) => power(2, x)],
    ['ln', ln],
    ['exp', exp],
    ['haversine', (x) => haversine(1, 2, 3, x)],
    ['dateFromParts', (x) => dateFromParts(2024, 1, x)],
    ['abs', abs],
    ['ceil', ceil],
    ['floor', floor],
    ['round', (x) => round(x, 1)],
    ['sqrt', sqrt],
    ['divide', (x) => divide(x, 2)],
    ['mod', (x) => mod(x, 2)],
    ['weightedAvg', (x) => weightedAvg(x, x)],
  ])('%s takes nothing else', (_, call) => {
    expect(taken((x) => orNull(call(x)))).toEqual(NUMBERS)
  })

  it("Kysely's own sum and avg neither", () => {
    expect(COLUMNS.filter((column) => said((eb) => orNull(eb.fn.sum(`t.${column}`))).length === 0)).toEqual(NUMBERS)
    expect(COLUMNS.filter((column) => said((eb) => orNull(eb.fn.avg(`t.${column}`))).length === 0)).toEqual(NUMBERS)
  })

  it('tsc takes the type of a literal of digits for a decimal, and the compiler does not', () => {
    expect(said(() => orNull(sum(text('12'))))).toEqual([
      'E_TYPE_MISMATCH "m": sum expects a number, and in SQL varchar is not a number → Make a number of it: castTo(x, integer()), or tryCast(x, integer()) if some are not numbers.',
    ])
    expect(said(() => orNull(sum(castTo(text('12'), integer()))))).toEqual([])
    expect(said(() => orNull(avg(sql<number>`'12'`)))).toEqual([])
  })
})

describe('values that a query distinguishes or orders', () => {
  const query = (build: (db: any) => unknown): readonly string[] =>
    diagnosticsIn({ t, m: view({ t }, build as never) } as never)
  const refused = (build: (db: any, column: string) => unknown): readonly string[] =>
    COLUMNS.filter((column) => query((db) => build(db, column)).length > 0)

  it.each<[string, (db: any, column: string) => unknown]>([
    ['groupBy', (db, c) => db.selectFrom('t').groupBy(`t.${c}`).select(count().as('n'))],
    [
      'groupBy of an alias',
      (db, c) =>
        db
          .selectFrom('t')
          .groupBy('x')
          .select([`t.${c} as x`, count().as('n')]),
    ],
    ['distinct', (db, c) => db.selectFrom('t').distinct().select(`t.${c}`)],
    [
      'distinct of all',
      (db, c) =>
        db
          .selectFrom(db.selectFrom('t').select(`t.${c}`).as('s'))
          .distinct()
          .selectAll(),
    ],
    ['countDistinct', (db, c) => db.selectFrom('t').select((eb: any) => countDistinct(eb.ref(`t.${c}`)).as('n'))],
    [
      'approxCountDistinct',
      (db, c) => db.selectFrom('t').select((eb: any) => approxCountDistinct(eb.ref(`t.${c}`)).as('n')),
    ],
    [
      'union',
      (db, c) =>
        db
          .selectFrom('t')
          .select(`t.${c}`)
          .union(db.selectFrom('t').select(`t.${c}`)),
    ],
    [
      'except',
      (db, c) =>
        db
          .selectFrom('t')
          .select(`t.${c}`)
          .except(db.selectFrom('t').select(`t.${c}`)),
    ],
    [
      'partitionBy',
      (db, c) =>
        db.selectFrom('t').select(
          rowNumber()
            .over((w: any) => w.partitionBy(`t.${c}`).orderBy('t.i'))
            .as('n'),
        ),
    ],
    [
      'topN',
      (db, c) =>
        db
          .selectFrom('t')
          .select('t.i')
          .$call(topN({ n: 1, partitionBy: [`t.${c}`], orderBy: [['t.i', 'asc']] } as never)),
    ],
  ])('%s refuses JSON', (_, build) => {
    expect(refused(build)).toEqual(['j'])
  })

  it.each<[string, (db: any, column: string) => unknown]>([
    ['orderBy', (db, c) => db.selectFrom('t').select('t.i').orderBy(`t.${c}`).limit(1)],
    ['orderBy of an alias', (db, c) => db.selectFrom('t').select(`t.${c} as x`).orderBy('x', 'desc').limit(1)],
    [
      'a window',
      (db, c) =>
        db.selectFrom('t').select(
          rowNumber()
            .over((w: any) => w.orderBy(`t.${c}`))
            .as('n'),
        ),
    ],
    [
      'arrayAgg',
      (db, c) =>
        db.selectFrom('t').select((eb: any) =>
          arrayAgg(eb.ref('t.i'))
            .orderBy(eb.ref(`t.${c}`))
            .as('n'),
        ),
    ],
  ])('%s refuses JSON and arrays', (_, build) => {
    expect(refused(build)).toEqual(['j', 'li'])
  })

  it('unionAll and counts take JSON', () => {
    expect(query((db) => db.selectFrom('t').select('t.j').unionAll(db.selectFrom('t').select('t.j')))).toEqual([])
    expect(query((db) => db.selectFrom('t').select((eb: any) => count(eb.ref('t.j')).as('n')))).toEqual([])
  })

  it('finds JSON that the query makes itself', () => {
    const { s } = source('raw', { s: { s: varchar() } })
    const m = view({ s }, (db) =>
      db
        .selectFrom('s')
        .select((eb) => parseJson(eb.ref('s.s')).as('j'))
        .distinct(),
    )
    expect(diagnosticsIn({ s, m } as never)).toEqual([
      'E_TYPE_MISMATCH "m": distinct of JSON ("j") does not have one meaning on all engines → Name the value in it that counts: jsonPath(x, path, varchar()).',
    ])
  })
})

describe('kysely/helpers', () => {
  it.each([
    ['postgres', postgres],
    ['sqlite', sqlite],
  ])(
    '%s: long decimals are refused, which would be rounded',
    (_, { jsonArrayFrom, jsonObjectFrom, jsonBuildObject }) => {
      const jsonOf = (made: (eb: any, column: string) => Expression<any>): readonly string[] =>
        COLUMNS.filter((column) => {
          const m = view({ t }, (db) => db.selectFrom('t').select((eb) => (made(eb, column) as any).as('x')))
          try {
            compileFor('duckdb', { t, m } as never)
            return false
          } catch (error) {
            expect(String(error)).toContain('whose numbers have more digits than JSON')
            return true
          }
        })
      const own = (eb: any, column: string) =>
        eb
          .selectFrom('t as o')
          .select([`o.${column} as c`])
          .whereRef('o.i', '=', 't.i')
      expect(jsonOf((eb, column) => jsonArrayFrom(own(eb, column)))).toEqual(['w'])
      expect(jsonOf((eb, column) => jsonObjectFrom(own(eb, column)))).toEqual(['w'])
      expect(jsonOf((eb, column) => jsonBuildObject({ c: eb.ref(`t.${column}`) }))).toEqual(['w'])
      const asText = (eb: any) => eb.selectFrom('t as o').select([castTo(eb.ref('o.w'), varchar()).as('c')])
      expect(jsonOf((eb) => jsonArrayFrom(asText(eb)))).toEqual([])
    },
  )
})

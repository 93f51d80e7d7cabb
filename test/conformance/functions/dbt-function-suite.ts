import { createHash } from 'node:crypto'
import {
  anyValue,
  arrayAppend,
  arrayConcat,
  arrayConstruct,
  boolean,
  boolOr,
  castTo,
  concat,
  countIf,
  dateAdd,
  dateDiff,
  dateFromParts,
  dateSpine,
  dateTrunc,
  generateSeries,
  integer,
  keyText,
  lastDay,
  length,
  listagg,
  md5,
  now,
  position,
  replace,
  right,
  source,
  splitPart,
  table,
  text,
  timestamp,
  tryCast,
  varchar,
} from 'kerros'
import { type Expression, sql } from 'kysely'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { contractSuite, type EngineUnderTest } from '../contract-suite.js'
import { ScratchProject } from '../scratch-project.js'

const raw = source('raw', {
  cases: {
    id: integer(),
    a: varchar().nullable(),
    b: varchar().nullable(),
    begins: timestamp().nullable(),
    ends: timestamp().nullable(),
    n: integer().nullable(),
    truth: boolean().nullable(),
    kind: varchar(),
  },
})

const CASES = [
  'create schema if not exists raw',
  `create or replace table raw.cases
    (id integer, a varchar, b varchar, begins timestamp, ends timestamp, n integer, truth boolean, kind varchar)`,
  `insert into raw.cases values
    (1, 'a|b|c', '|', '2018-01-01 01:00:00', '2018-02-01 02:01:01', 1, true, 'x'),
    (2, 'it''s', '''', '2019-12-31 00:00:00', '2019-12-27 00:00:00', -1, false, 'y'),
    (3, '', 'b', '2018-01-05 12:00:00', '2019-01-05 12:00:00', 2, false, 'x'),
    (4, null, null, null, null, null, null, 'x')`,
]

/** A column of the row, as an expression. */
type Ref = (name: 'a' | 'b' | 'begins' | 'ends' | 'n' | 'truth') => Expression<any>

/** A function of dbt: the expressions that do the same here, and their values in the four rows. */
interface FunctionCase {
  readonly dbt: string
  readonly expressions: readonly (readonly [x: (ref: Ref) => Expression<unknown>, gives: readonly unknown[]])[]
}

const hashOf = (text: string): string => createHash('md5').update(text).digest('hex')
const at = (text: string): Date => new Date(`${text}Z`)

const scalars: readonly FunctionCase[] = [
  {
    dbt: 'cast',
    expressions: [
      [(ref) => castTo(ref('n'), varchar().nullable()), ['1', '-1', '2', null]],
      [(ref) => castTo(castTo(ref('n'), varchar().nullable()), integer().nullable()), [1, -1, 2, null]],
    ],
  },
  { dbt: 'cast_bool_to_text', expressions: [[(ref) => keyText(ref('truth')), ['true', 'false', 'false', null]]] },
  {
    dbt: 'concat',
    expressions: [
      [(ref) => concat(ref('a'), ref('b')), ['a|b|c|', "it's'", 'b', null]],
      [(ref) => concat(ref('a'), '', 'x'), ['a|b|cx', "it'sx", 'x', null]],
    ],
  },
  {
    dbt: 'date',
    expressions: [
      [() => dateFromParts(2023, 9, 10), Array(4).fill('2023-09-10')],
      [(ref) => dateFromParts(2020, ref('n'), 1), ['2020-01-01', '2019-11-01', '2020-02-01', null]],
    ],
  },
  {
    dbt: 'date_trunc',
    expressions: [
      [
        (ref) => dateTrunc('day', ref('begins')),
        [at('2018-01-01 00:00'), at('2019-12-31 00:00'), at('2018-01-05 00:00'), null],
      ],
      [
        (ref) => dateTrunc('month', ref('begins')),
        [at('2018-01-01 00:00'), at('2019-12-01 00:00'), at('2018-01-01 00:00'), null],
      ],
    ],
  },
  {
    dbt: 'dateadd',
    expressions: [
      [
        (ref) => dateAdd('day', ref('n'), ref('begins')),
        [at('2018-01-02 01:00'), at('2019-12-30 00:00'), at('2018-01-07 12:00'), null],
      ],
      [
        (ref) => dateAdd('month', ref('n'), ref('begins')),
        [at('2018-02-01 01:00'), at('2019-11-30 00:00'), at('2018-03-05 12:00'), null],
      ],
      [
        (ref) => dateAdd('year', 1, ref('begins')),
        [at('2019-01-01 01:00'), at('2020-12-31 00:00'), at('2019-01-05 12:00'), null],
      ],
      [
        (ref) => dateAdd('hour', 1, ref('begins')),
        [at('2018-01-01 02:00'), at('2019-12-31 01:00'), at('2018-01-05 13:00'), null],
      ],
    ],
  },
  {
    dbt: 'datediff',
    expressions: [
      [(ref) => dateDiff('day', ref('begins'), ref('ends')), [31, -4, 365, null]],
      [(ref) => dateDiff('month', ref('begins'), ref('ends')), [1, 0, 12, null]],
      [(ref) => dateDiff('year', ref('begins'), ref('ends')), [0, 0, 1, null]],
      [(ref) => dateDiff('week', ref('begins'), ref('ends')), [4, -1, 52, null]],
      [(ref) => dateDiff('hour', ref('begins'), ref('ends')), [745, -96, 8760, null]],
      [(ref) => dateDiff('minute', ref('begins'), ref('ends')), [44_701, -5760, 525_600, null]],
      [(ref) => dateDiff('second', ref('begins'), ref('ends')), [2_682_061, -345_600, 31_536_000, null]],
    ],
  },
  {
    dbt: 'equals',
    expressions: [
      [(ref) => sql<boolean>`${ref('a')} is not distinct from ${ref('b')}`, [false, false, false, true]],
      [(ref) => sql<boolean>`${ref('a')} is not distinct from ${ref('a')}`, [true, true, true, true]],
    ],
  },
  {
    dbt: 'null_compare',
    expressions: [
      [() => sql<boolean>`null is not distinct from null`, [true, true, true, true]],
      [(ref) => sql<boolean>`${ref('n')} is not distinct from null`, [false, false, false, true]],
    ],
  },
  {
    dbt: 'escape_single_quotes',
    expressions: [
      [() => concat('they', "'re"), Array(4).fill("they're")],
      [() => concat('they', '\\', "'re"), Array(4).fill("they\\'re")],
    ],
  },
  { dbt: 'string_literal', expressions: [[() => concat('abc', ''), Array(4).fill('abc')]] },
  {
    dbt: 'hash',
    expressions: [[(ref) => md5(ref('a')), ['a|b|c', "it's", ''].map(hashOf).concat(null as never)]],
  },
  {
    dbt: 'last_day',
    expressions: [
      [(ref) => lastDay(ref('begins')), ['2018-01-31', '2019-12-31', '2018-01-31', null]],
      [
        (ref) => dateAdd('day', -1, dateAdd('quarter', 1, dateTrunc('quarter', ref('begins')))),
        [at('2018-03-31 00:00'), at('2019-12-31 00:00'), at('2018-03-31 00:00'), null],
      ],
    ],
  },
  { dbt: 'length', expressions: [[(ref) => length(ref('a')), [5, 4, 0, null]]] },
  {
    dbt: 'position',
    expressions: [
      [(ref) => position(ref('a'), ref('b')), [2, 3, 0, null]],
      [(ref) => position(ref('a'), 'c'), [5, 0, 0, null]],
    ],
  },
  {
    dbt: 'replace',
    expressions: [
      [(ref) => replace(ref('a'), '|', '-'), ['a-b-c', "it's", '', null]],
      [(ref) => replace(ref('a'), "it'", ''), ['a|b|c', 's', '', null]],
    ],
  },
  {
    dbt: 'right',
    expressions: [
      [(ref) => right(ref('a'), 3), ['b|c', "t's", '', null]],
      [(ref) => right(ref('a'), 0), ['', '', '', null]],
    ],
  },
  {
    dbt: 'safe_cast',
    expressions: [
      [(ref) => tryCast(ref('a'), integer()), [null, null, null, null]],
      [(ref) => tryCast(keyText(ref('n')), integer()), [1, -1, 2, null]],
    ],
  },
  {
    dbt: 'split_part',
    expressions: [
      [(ref) => splitPart(ref('a'), '|', 1), ['a', "it's", '', null]],
      [(ref) => splitPart(ref('a'), '|', 3), ['c', '', '', null]],
      [(ref) => splitPart(ref('a'), '|', -1), ['c', "it's", '', null]],
    ],
  },
]

const inputs = { c: raw.cases }
const columnName = (i: number, j: number): string => `x_${i}_${j}`

/** All of them in one table: a column for each expression. */
const scalarTable: any = table(
  inputs,
  (db) =>
    db
      .selectFrom('c')
      .select((eb) => [
        'c.id',
        ...scalars.flatMap(({ expressions }, i) =>
          expressions.map(([x], j) => (x((name) => eb.ref(`c.${name}`)) as any).as(columnName(i, j))),
        ),
      ]),
  {} as never,
)

const grouped = table(inputs, (db) =>
  db
    .selectFrom('c')
    .groupBy('c.kind')
    .select((eb) => [
      'c.kind',
      anyValue(eb.ref('c.kind')).as('any_kind'),
      boolOr(eb.ref('c.truth')).as('any_true'),
      countIf(eb('c.n', '>', 0)).as('positive'),
      listagg(eb.ref('c.a'), '_|_').orderBy(eb.ref('c.id'), 'desc').as('listed'),
      listagg(eb.ref('c.kind'), ', ').as('repeated'),
    ]),
)

const numbered = table(inputs, (db) =>
  db.selectFrom('c').select((eb) => {
    const list = eb
      .case()
      .when('c.n', 'is not', null)
      .then(arrayConstruct(eb.ref('c.id'), eb.lit(3)))
      .end()
    return [
      'c.id',
      arrayConstruct(eb.ref('c.n'), eb.lit(3)).as('two'),
      sql<unknown>`${arrayConstruct()}`.as('empty'),
      arrayAppend(list, eb.lit(4)).as('appended'),
      arrayAppend(arrayConstruct(eb.ref('c.kind'), text("it's")), text('')).as('texts'),
      arrayConcat(list, arrayConstruct(eb.ref('c.id'), eb.lit(5))).as('joined'),
      arrayConcat(arrayConstruct(eb.ref('c.id')), list).as('joined_before'),
    ]
  }),
) as any

const ids = (low: number, high: number): any =>
  table(inputs, (db) => db.selectFrom('c').select('c.id').where('c.id', '>=', low).where('c.id', '<=', high))
const lower = ids(1, 3)
const upper = ids(2, 4)
const excepted = table({ lower, upper }, (db: any) =>
  db.selectFrom('lower').select('lower.id').except(db.selectFrom('upper').select('upper.id')),
) as any
const intersected = table({ lower, upper }, (db: any) =>
  db.selectFrom('lower').select('lower.id').intersect(db.selectFrom('upper').select('upper.id')),
) as any
const numbers = table({}, (db) => db.selectFrom(generateSeries(1, 10).as('s')).select('s.value'))
const days = table({}, (db) => db.selectFrom(dateSpine('day', '2023-09-01', '2023-09-10').as('s')).select('s.value'))

/** The functions that dbt has for all of its engines, on the rows of its own tests or the like of them: values, not only SQL. */
export function dbtFunctionSuite(engine: EngineUnderTest): void {
  contractSuite('functions of dbt', engine, () => {
    let project: ScratchProject

    // Everything is built once: to compare the values of a column takes no statement of its own.
    beforeAll(async () => {
      project = await ScratchProject.create(engine)
      await project.execute(...CASES)
      const definitions = { raw, scalarTable, grouped, lower, upper, excepted, intersected, numbers, days, numbered }
      const { nodes } = await project.build(definitions)
      expect(nodes.flatMap(({ name, error }) => (error ? [`${name}: ${error.message}`] : []))).toEqual([])
    })
    afterAll(() => project.remove())

    it.each(scalars.map((one, i) => [one.dbt, one, i] as const))('%s', async (_, { expressions }, i) => {
      const rows = await project.rows('select * from scalartable order by id')
      for (const [j, [, gives]] of expressions.entries()) {
        const values = rows.map((row) => row[columnName(i, j)])
        expect(values, `expression ${j}`).toEqual(gives)
      }
    })

    it.each([
      ['any_value', 'any_kind', ['x', 'y']],
      ['bool_or', 'any_true', [true, false]],
    ])('%s', async (_, column, gives) => {
      const rows = await project.rows('select * from grouped order by kind')
      expect(rows.map((row) => row[column])).toEqual(gives)
    })

    it('listagg', async () => {
      const rows = await project.rows('select * from grouped order by kind')
      expect(rows.map(({ listed, repeated }) => [listed, repeated])).toEqual([
        ['_|_a|b|c', 'x, x, x'],
        ["it's", 'y'],
      ])
    })

    it('current_timestamp', async () => {
      const stamped = table({ c: raw.cases }, (db) => db.selectFrom('c').select(['c.id', now().as('run_at')]))
      const also = table({ s: stamped }, (db) => db.selectFrom('s').select(['s.id', now().as('run_at')]))
      const before = Date.now()
      await project.build({ raw, stamped, also })
      const rows = await project.rows('select run_at from stamped union select run_at from also')
      expect(rows).toHaveLength(1)
      const runAt = (rows[0]!['run_at'] as Date).getTime()
      expect([before <= runAt, runAt <= Date.now()]).toEqual([true, true])
    })

    it('array_construct', async () => {
      const rows = await project.rows('select * from numbered order by id')
      expect(rows.map(({ two, empty }) => [two, empty])).toEqual([
        [[1, 3], []],
        [[-1, 3], []],
        [[2, 3], []],
        [[null, 3], []],
      ])
    })

    it('array_append', async () => {
      const rows = await project.rows('select * from numbered order by id')
      expect(rows.map(({ appended }) => appended)).toEqual([[1, 3, 4], [2, 3, 4], [3, 3, 4], null])
      expect(rows.map(({ texts }) => texts)).toEqual(['x', 'y', 'x', 'x'].map((kind) => [kind, "it's", '']))
    })

    it('array_concat', async () => {
      const rows = await project.rows('select * from numbered order by id')
      expect(rows.map(({ joined }) => joined)).toEqual([[1, 3, 1, 5], [2, 3, 2, 5], [3, 3, 3, 5], null])
      expect(rows.map(({ joined_before }) => joined_before)).toEqual([[1, 1, 3], [2, 2, 3], [3, 3, 3], null])
    })

    it.each([
      ['except', 'excepted', [1]],
      ['intersect', 'intersected', [2, 3]],
    ])('%s', async (_, relation, gives) => {
      const rows = await project.rows(`select id from ${relation} order by id`)
      expect(rows.map(({ id }) => id)).toEqual(gives)
    })

    it('generate_series', async () => {
      const rows = await project.rows('select value from numbers order by value')
      expect(rows.map(({ value }) => Number(value))).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
    })

    it('date_spine', async () => {
      const rows = await project.rows('select value from days order by value')
      expect(rows.map(({ value }) => value)).toEqual(Array.from({ length: 9 }, (_, i) => `2023-09-0${i + 1}`))
    })
  })
}

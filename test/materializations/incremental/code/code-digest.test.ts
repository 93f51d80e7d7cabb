import { incremental, integer, source, sum, table, varchar, view } from 'kerros'
import { sql } from 'kysely'
import { expect, it } from 'vitest'
import { ALL_COLUMNS } from '../../../../src/materializations/incremental/code/code-digest.js'
import { plannedSteps } from '../../planned-node.js'

const raw = source('raw', {
  e: { id: integer(), kind: varchar(), n: integer() },
  other: { id: integer(), kind: varchar(), n: integer() },
})

type Query = (db: any, run: any) => any

/** The code that the table of a model says it is made of. */
function codeOf(query: Query, options: object = {}, inputs: object = { e: raw.e }, definitions: object = {}) {
  const m = incremental(inputs as never, query as never, { uniqueKey: 'id', onChange: 'note', ...options } as never)
  const [first] = plannedSteps('duckdb', { ...definitions, m }) as any
  return first.settings.mark.code
}

const base: Query = (db) =>
  db
    .selectFrom('e')
    .where('e.n', '>', 0)
    .select((eb: any) => ['e.id', eb('e.n', '+', 1).as('n')])

it('digests are those of this format: a change of them needs another CODE_FORMAT', () => {
  expect(codeOf(base)).toMatchInlineSnapshot(`
    {
      "columns": {
        "id": "afca8da1f6",
        "n": "5df3253d25",
      },
      "format": 2,
      "rows": "7b39641e63",
      "writes": "989b65d6f6",
    }
  `)
  const raws: Query = (db) =>
    db
      .selectFrom('e')
      .groupBy('e.id')
      .select((eb: any) => ['e.id', sum(eb.ref('e.n')).as('n'), sql<number>`${eb.ref('e.id')} * 2`.as('twice')])
  expect(codeOf(raws)).toMatchInlineSnapshot(`
    {
      "columns": {
        "id": "afca8da1f6",
        "n": "2d72063264",
        "twice": "40a1c8a412",
      },
      "format": 2,
      "rows": "5f9726245f",
      "writes": "989b65d6f6",
    }
  `)
})

const select =
  (n: (eb: any) => unknown): Query =>
  (db) =>
    db
      .selectFrom('e')
      .where('e.n', '>', 0)
      .select((eb: any) => ['e.id', n(eb)])

type Case = readonly [what: string, query: Query, parts: readonly string[], options?: object, inputs?: object]

const cases: readonly Case[] = [
  [
    'the same query, written apart',
    (db) =>
      base(
        db.withPlugin({ transformQuery: ({ node }: any) => node, transformResult: ({ result }: any) => result }),
        {},
      ),
    [],
  ],
  [
    'the selections in another order',
    (db) =>
      db
        .selectFrom('e')
        .where('e.n', '>', 0)
        .select((eb: any) => [eb('e.n', '+', 1).as('n'), 'e.id']),
    [],
  ],
  [
    'another rule of since',
    (db, run) => base(db, run).$call(run.since('e.n', { ties: 'again' })),
    [],
    { watermark: 'n' },
  ],
  ['another constant in a column', select((eb) => eb('e.n', '+', 2).as('n')), ['n']],
  ['another operator in a column', select((eb) => eb('e.n', '-', 1).as('n')), ['n']],
  ['another column in a column', select((eb) => eb('e.id', '+', 1).as('n')), ['n']],
  [
    'another constant in a filter',
    (db) =>
      db
        .selectFrom('e')
        .where('e.n', '>', 1)
        .select((eb: any) => ['e.id', eb('e.n', '+', 1).as('n')]),
    ['rows'],
  ],
  [
    'another operator in a filter',
    (db) =>
      db
        .selectFrom('e')
        .where('e.n', '>=', 0)
        .select((eb: any) => ['e.id', eb('e.n', '+', 1).as('n')]),
    ['rows'],
  ],
  ['a limit', (db, run) => base(db, run).limit(5), ['rows']],
  ['rows that are told apart', (db, run) => base(db, run).distinct(), ['rows']],
  ['another relation', base, ['rows'], {}, { e: raw.other }],
  ['another key', base, ['writes'], { uniqueKey: ['id', 'n'] }],
  ['another strategy', base, ['writes'], { strategy: 'delete+insert' }],
  [
    'another clause',
    base,
    ['writes'],
    { whenMatched: [{ and: (eb: any) => eb('source.n', '>', 1), action: 'update' }] },
  ],
  ['another predicate', base, ['writes'], { incrementalPredicates: (eb: any) => eb('target.n', '>', 1) }],
  ['another policy', base, [], { onChange: 'fail', onSchemaChange: 'sync_all_columns' }],
]

it.each(cases.map(([what, ...rest]) => ({ what, rest })))('what the code of a table says after $what', ({ rest }) => {
  const [query, parts, options = {}, inputs = { e: raw.e }] = rest
  const before = codeOf(base, 'watermark' in options ? options : {})
  const now = codeOf(query, options, inputs)
  const changed = [
    ...['rows', 'writes'].filter((part) => before[part] !== now[part]),
    ...Object.keys(now.columns).filter((name) => before.columns[name] !== now.columns[name]),
  ]
  expect(changed).toEqual(parts)
})

it('an ephemeral model that is inlined is a part of the code, a view that is read is not', () => {
  const within = (definer: (...args: any[]) => unknown, least: number) => {
    const input = definer({ e: raw.e }, (db: any) => db.selectFrom('e').where('e.n', '>', least).selectAll())
    return codeOf((db) => db.selectFrom('i').select(['i.id', 'i.n']), {}, { i: input }, { i: input })
  }
  expect(within(view, 1)).toEqual(within(view, 2))
  expect(within(table, 1)).toEqual(within(table, 2))
})

it('a wide table has one digest for all of its columns', () => {
  const of = (count: number, value = 0) =>
    codeOf((db) =>
      db
        .selectFrom('e')
        .select((eb: any) => [
          'e.id',
          ...Array.from({ length: count }, (_, i) => eb('e.n', '+', i + value).as(`c${i}`)),
        ]),
    ).columns
  expect(Object.keys(of(149))).toHaveLength(150)
  expect(Object.keys(of(150))).toEqual([ALL_COLUMNS])
  expect(of(150)).not.toEqual(of(150, 1))
})

it('a model has digests, also where it does not say what happens when they change', () => {
  expect(codeOf(base, { onChange: undefined })).toEqual(codeOf(base))
})

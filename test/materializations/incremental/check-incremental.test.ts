import { type Columns, incremental, integer, source, timestamp, varchar } from 'kerros'
import { expect, it } from 'vitest'
import { plannedNode } from '../planned-node.js'

const raw = source('raw', { e: { id: integer(), kind: varchar(), at: timestamp() } })

type Use = (db: any, run: any) => any
const rows: Use = (db) => db.selectFrom('e').select(['e.id', 'e.kind', 'e.at'])
const since =
  (options?: object): Use =>
  (db, run) =>
    rows(db, run).$call(run.since('e.at', options))
const touched =
  (options?: object): Use =>
  (db, run) =>
    rows(db, run).$call(run.touched('e.id', db.selectFrom('e').select('e.id'), options))
const self =
  (columns: Columns): Use =>
  (db, run) =>
    db
      .selectFrom('e')
      .leftJoin(run.self(columns).as('s'), 's.id', 'e.id')
      .select(['e.id', 'e.kind', 'e.at'])
      .where('s.id', 'is', null)

const found = (query: Use, options: object) => {
  const m: any = incremental({ e: raw.e }, query as never, options as never)
  const columns = [
    { name: 'id', type: { name: 'integer' } },
    { name: 'kind', type: { name: 'varchar' } },
    { name: 'at', type: { name: 'timestamp' } },
    { name: 'day', type: { name: 'date' } },
    { name: 'json', type: { name: 'json' } },
    { name: 'unknown', type: undefined },
  ]
  return m.materialization.check(columns, 'm')
}

const again = (rows: string) => `each run of incremental "m" would append the ${rows}`
const all = 'each run of incremental "m" would append all rows of its query again'
const lookback = { lookback: { unit: 'day', amount: 1 } }
const noWatermark = '"m": since(…) needs the option `watermark`'

it.each<readonly [what: string, query: Use, options: object, diagnostics: readonly string[]]>([
  ['a key', rows, { uniqueKey: 'id' }, []],
  ['a strategy that is written', rows, { strategy: 'append' }, []],
  ['new rows only', since(), { watermark: 'at' }, []],
  ['a watermark that is not used', rows, { watermark: 'at' }, []],
  ['rows that it does not have yet', self({ id: integer() }), {}, []],
  [
    'conditions over columns that are not there',
    rows,
    {
      uniqueKey: 'id',
      whenMatched: [{ and: (eb: any) => eb('source.gone', '=', eb.ref('target.kind')), action: 'update' }],
      incrementalPredicates: (eb: any) => eb('target.days', '=', 1),
    },
    [
      'E_UNKNOWN_COLUMN the whenMatched of "m" names "gone", which its query does not return',
      'E_UNKNOWN_COLUMN the incrementalPredicates of "m" names "days", which its query does not return',
    ],
  ],
  [
    'a table that is overwritten by new rows',
    rows,
    { strategy: 'insert_overwrite', incrementalPredicates: (eb: any) => eb('target.id', '=', eb.ref('source.id')) },
    [
      'E_INVALID_DEFINITION the incrementalPredicates of "m" names "source.id", and with insert_overwrite no stored row has a new one',
    ],
  ],
  ['a key of groups', rows, { groupKey: ['kind', 'id'] }, []],
  ['parts of a time', rows, { partitionBy: { field: 'at', granularity: 'hour' } }, []],
  ['parts of what has an unknown type', rows, { partitionBy: { field: 'unknown', granularity: 'hour' } }, []],
  ['days of a date', rows, { partitionBy: { field: 'day', granularity: 'day' } }, []],
  ['the whole table', rows, { strategy: 'insert_overwrite' }, []],
  ['rows that a lookback reaches, and a key of groups', since(lookback), { watermark: 'at', groupKey: 'kind' }, []],
  [
    'hours of a date',
    rows,
    { partitionBy: { field: 'day', granularity: 'hour' } },
    ['E_TYPE_MISMATCH the partitionBy of "m" cuts "day" by the hour, and it is date'],
  ],
  [
    'months of a string',
    rows,
    { partitionBy: { field: 'kind', granularity: 'month' } },
    ['E_TYPE_MISMATCH the partitionBy of "m" cuts "kind" by the month, and it is varchar'],
  ],
  [
    'groups by JSON',
    rows,
    { groupKey: 'json' },
    ['E_TYPE_MISMATCH the groupKey of "m" has "json", which is JSON, and engines compare JSON differently'],
  ],
  [
    'parts by JSON',
    rows,
    { partitionBy: ['json'] },
    ['E_TYPE_MISMATCH the partitionBy of "m" has "json", which is JSON, and engines compare JSON differently'],
  ],
  [
    'groups by what is not there',
    rows,
    { groupKey: 'kid' },
    ['E_UNKNOWN_COLUMN the groupKey of "m" names "kid", which its query does not return'],
  ],
  [
    'parts by what is not there',
    rows,
    { partitionBy: { field: 'att', granularity: 'day' } },
    ['E_UNKNOWN_COLUMN the partitionBy of "m" names "att", which its query does not return'],
  ],
  ['nothing', rows, {}, [`E_INVALID_DEFINITION ${all}`]],
  ['an empty key', rows, { uniqueKey: [] }, [`E_INVALID_DEFINITION ${all}`]],
  ['new rows without a watermark', since(), {}, [`E_INVALID_OPTION ${noWatermark}`]],
  ['new rows without a watermark, and a key', since(), { uniqueKey: 'id' }, [`E_INVALID_OPTION ${noWatermark}`]],
  [
    'rows that a lookback reaches',
    since(lookback),
    { watermark: 'at' },
    [`E_INVALID_DEFINITION ${again('rows again that its `lookback` reaches')}`],
  ],
  ['rows that a lookback reaches, and a key', since(lookback), { watermark: 'at', uniqueKey: 'id' }, []],
  [
    'ties',
    since({ ties: 'again' }),
    { watermark: 'at' },
    [`E_INVALID_DEFINITION ${again("rows again that have the watermark's own value")}`],
  ],
  [
    'rows without a moment',
    since({ nulls: 'always' }),
    { watermark: 'at', strategy: 'append' },
    [`E_INVALID_DEFINITION ${again('rows again in which the column of since(…) is NULL')}`],
  ],
  ['rows with a moment', since({ nulls: 'skip' }), { watermark: 'at' }, []],
  ['touched groups', touched(), { watermark: 'at' }, [`E_INVALID_DEFINITION ${again('rows of touched groups again')}`]],
  ['touched groups and a key', touched(), { uniqueKey: 'id' }, []],
  [
    'all of them',
    since({ ...lookback, ties: 'again', nulls: 'always' }),
    { watermark: 'at' },
    [
      `E_INVALID_DEFINITION ${again('rows again that its `lookback` reaches')}`,
      `E_INVALID_DEFINITION ${again("rows again that have the watermark's own value")}`,
      `E_INVALID_DEFINITION ${again('rows again in which the column of since(…) is NULL')}`,
    ],
  ],
  [
    'columns that are not there',
    rows,
    { uniqueKey: ['id', 'k'], watermark: 'w', mergeUpdateColumns: ['u'], mergeExcludeColumns: ['x'] },
    [
      ['uniqueKey', 'k'],
      ['watermark', 'w'],
      ['mergeUpdateColumns', 'u'],
      ['mergeExcludeColumns', 'x'],
    ].map(
      ([option, column]) => `E_UNKNOWN_COLUMN the ${option} of "m" names "${column}", which its query does not return`,
    ),
  ],
  [
    'columns of its own that are not there or another kind',
    self({ id: varchar(), kind: varchar(), more: integer(), unknown: integer() }),
    {},
    [
      'E_UNKNOWN_COLUMN self(…) in "m" names "more", which its query does not return',
      'E_TYPE_MISMATCH self(…) in "m" names "id" as varchar, and its query returns integer',
    ],
  ],
])('an incremental model is checked: %s', (_, query, options, diagnostics) => {
  expect(found(query, options).map(({ code, message }: any) => `${code} ${message}`)).toEqual(diagnostics)
})

it('names the column that is of another kind, for the place in its file', () => {
  expect(found(self({ id: varchar() }), {})).toMatchObject([{ code: 'E_TYPE_MISMATCH', names: ['id'] }])
})

it.each<readonly [what: string, query: Use, code: string, message: string, hint: string]>([
  ['an option of since', since({ look: 1 }), 'E_INVALID_OPTION', 'since(…) has no option "look"', 'lookback'],
  [
    'ties',
    since({ ties: 'never' }),
    'E_INVALID_OPTION',
    'the option `ties` of since(…) is not valid',
    "It may be 'again'.",
  ],
  [
    'nulls',
    since({ nulls: 'keep' }),
    'E_INVALID_OPTION',
    'the option `nulls` of since(…) is not valid',
    "It may be 'skip' or 'always'.",
  ],
  ...[
    null,
    'day',
    5,
    {},
    { unit: 'day' },
    { amount: 1 },
    { unit: 'week', amount: 1 },
    { unit: 'toString', amount: 1 },
    { unit: ['day'], amount: 1 },
    { unit: 'day', amount: 0 },
    { unit: 'day', amount: -1 },
    { unit: 'day', amount: 1.5 },
    { unit: 'day', amount: '1' },
    { unit: 'day', amount: 2 ** 53 },
  ].map(
    (value) =>
      [
        `a lookback ${JSON.stringify(value)}`,
        since({ lookback: value }),
        'E_INVALID_OPTION',
        'invalid `lookback` in since(…)',
        'minute, hour, day, month',
      ] as const,
  ),
  ['an option of touched', touched({ go: 'keep' }), 'E_INVALID_OPTION', 'touched(…) has no option "go"', 'gone'],
  [
    'gone',
    touched({ gone: 'leave' }),
    'E_INVALID_OPTION',
    'the option `gone` of touched(…) is not valid',
    "It may be 'delete' or 'keep'.",
  ],
])('refuses what tsc would have refused: %s', (_, query, code, message, hint) => {
  const m = incremental({ e: raw.e }, query as never, { uniqueKey: 'id', watermark: 'at' } as never)
  const { diagnostics } = plannedNode('duckdb', { m })
  expect(diagnostics).toMatchObject([{ code, message: `"m": ${message}`, hint: expect.stringContaining(hint) }])
})

it.each([
  ['minute', 1],
  ['hour', 2],
  ['day', 3],
  ['month', 2 ** 53 - 1],
])('a lookback may be %s, %i of them', (unit, amount) => {
  const query = since({ lookback: { unit, amount }, ties: undefined, nulls: undefined })
  const m = incremental({ e: raw.e }, query as never, { uniqueKey: 'id', watermark: 'at' } as never)
  expect(plannedNode('duckdb', { m }).diagnostics).toEqual([])
})

it.each<readonly [what: string, keys: (db: any) => any, returns: string]>([
  ['fewer columns', (db) => db.selectFrom('e').select('e.id'), '1'],
  ['more columns', (db) => db.selectFrom('e').select(['e.id', 'e.kind', 'e.at']), '3'],
  ['columns that are not known', (db) => db.selectFrom('e').selectAll(), 'unknown columns'],
  ['no query', (db) => db.dynamic.ref('e.id'), 'unknown columns'],
])('refuses keys of touched groups with %s', (_, keys, returns) => {
  const query: Use = (db, run) => rows(db, run).$call(run.touched(['e.id', 'e.kind'], keys(db)))
  const m = incremental({ e: raw.e }, query as never, { uniqueKey: 'id' } as never)
  const existing = { type: 'table', columns: [] } as const
  expect(plannedNode('duckdb', { m }, { existing: { m: existing } }).diagnostics).toMatchObject([
    {
      code: 'E_INVALID_OPTION',
      message: `"m": touched(…) compares 2 column(s) (e.id, e.kind) with a query that returns ${returns}`,
    },
  ])
})

it('a first run reads all rows, but for those without a timestamp that are never wanted', () => {
  const select = (query: Use) => {
    const m = incremental({ e: raw.e }, query as never, { uniqueKey: 'id', watermark: 'at' } as never)
    return (plannedNode('duckdb', { m }).steps[0] as any).steps[0].select
  }
  const every = 'select "e"."id", "e"."kind", "e"."at" from "raw"."e" as "e"'
  expect(select(since())).toBe(every)
  expect(select(since({ nulls: 'always' }))).toBe(every)
  expect(select(since({ nulls: 'skip' }))).toBe(`${every} where "e"."at" is not null`)
  expect(select(touched())).toBe(every)
  expect(select(self({ id: integer(), kind: varchar() }))).toBe(
    `select "e"."id", "e"."kind", "e"."at" from "raw"."e" as "e" ` +
      'left join (select cast(null as integer) as "id", cast(null as varchar) as "kind" where false) as "s" on "s"."id" = "e"."id" where "s"."id" is null',
  )
})

it('a later run needs a watermark only for new rows', () => {
  const m = incremental({ e: raw.e }, since() as never, { uniqueKey: 'id' } as never)
  const existing = { type: 'table', columns: [] } as const
  expect(plannedNode('duckdb', { m }, { existing: { m: existing } }).diagnostics).toMatchObject([
    { code: 'E_INVALID_OPTION', message: expect.stringContaining('since(…) needs the option `watermark`') },
  ])
})

it.each<readonly [what: string, condition: (eb: any) => unknown, message: string]>([
  ['nothing', () => undefined, 'returns no condition'],
  ['a column of neither row', (eb) => eb('kind', '=', 'a'), 'names a column of neither row'],
  ['a column of another table', (eb) => eb('m.kind', '=', 'a'), 'names a column of neither row'],
  [
    'a subquery',
    (eb) => eb.exists(eb.selectFrom('e').select('e.id')),
    'has a subquery, and can only compare the two rows',
  ],
])('refuses a condition that is %s', (_, condition, message) => {
  for (const [option, options] of [
    ['whenMatched', { whenMatched: [{ and: condition, action: 'update' }] }],
    ['incrementalPredicates', { incrementalPredicates: condition }],
  ] as const)
    expect(() => found(rows, { uniqueKey: 'id', ...options })).toThrow(`the option "${option}" ${message}`)
})

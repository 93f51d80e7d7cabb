import { count, incremental, integer, max, source, timestamp } from 'kerros'
import { expect, it } from 'vitest'
import { plannedNode } from '../planned-node.js'

const raw = source('raw', { e: { id: integer(), day: integer(), shop: integer(), at: timestamp() } })

type Use = (db: any, run: any) => any
const rows: Use = (db) => db.selectFrom('e').select(['e.id', 'e.day', 'e.shop', 'e.at'])
const since =
  (column: string, select: Use = rows): Use =>
  (db, run) =>
    select(db, run).$call(run.since(column))
const touched =
  (columns: readonly string[], options?: object): Use =>
  (db, run) =>
    rows(db, run).$call(
      run.touched(columns, db.selectFrom('e').select(columns.slice()).$call(run.since('e.at')), options),
    )
const self: Use = (db, run) =>
  rows(db, run)
    .leftJoin(run.self({ id: integer() }).as('s'), 's.id', 'e.id')
    .where('s.id', 'is', null)
const renamed: Use = (db) => db.selectFrom('e').select(['e.id', 'e.day as d', 'e.day', 'e.shop', 'e.at'])
const changed: Use = (db) =>
  db.selectFrom('e').select((eb: any) => ['e.id', eb('e.day', '+', 1).as('day'), 'e.shop', 'e.at'])
const grouped: Use = (db) =>
  db
    .selectFrom('e')
    .groupBy('e.day')
    .select((eb: any) => ['e.day', count().as('id'), max(eb.ref('e.shop')).as('shop'), max(eb.ref('e.at')).as('at')])
const inner: Use = (db, run) =>
  db
    .with('new', (cte: any) => cte.selectFrom('e').selectAll().$call(run.since('e.day')))
    .selectFrom('new as n')
    .select(['n.id', 'n.day', 'n.shop', 'n.at'])
const half: Use = (db, run) => since('e.day')(db, run).unionAll(rows(db, run))

const outer =
  (join: string, isLeft = false): Use =>
  (db, run) => {
    const days = rows(db, run)
      .$call(run.since('e.day', { nulls: 'skip' }))
      .as('x')
    const all = rows(db, run).as('a')
    const [one, other] = isLeft ? [days, all] : [all, days]
    return db.selectFrom(one)[join](other, 'x.id', 'a.id').select(['a.id', 'x.day', 'x.shop', 'a.at'])
  }

const byDay = { groupKey: 'day', watermark: 'day' }
const byBoth = { groupKey: ['shop', 'day'], watermark: 'day' }
const byHour = { partitionBy: { field: 'at', granularity: 'hour' }, watermark: 'at' }
const parts = { partitionBy: 'day', watermark: 'day' }
const overwrite = { strategy: 'insert_overwrite', watermark: 'at' }
const said = { returnsWholeGroups: true }

const refused = (does: string, of: string) =>
  `the query of "m" ${does}, and may return only some rows of ${of}, whose other rows would be deleted`
const helpers = 'uses since(…) or touched(…)'

it.each<readonly [what: string, query: Use, options: object, message?: string]>([
  ['no helper', rows, byDay],
  ['no helper, and the whole table', rows, overwrite],
  ['since over the key', since('e.day'), byDay],
  ['since over the key, with parts', since('e.day'), parts],
  ['since over one column of the key', since('e.day'), byBoth],
  ['since over the key, which has a second name', since('e.day', renamed), { groupKey: 'd', watermark: 'day' }],
  ['since over the key, in groups', since('e.day', grouped), byDay],
  ['since over the key, in a common table expression', inner, byDay],
  ['touched over the key', touched(['e.day']), { ...byDay, watermark: 'at' }],
  ['touched over one column of the key', touched(['e.day']), { ...byBoth, watermark: 'at' }],
  ['touched over all columns of the key', touched(['e.day', 'e.shop']), { ...byBoth, watermark: 'at' }],
  ['since over another column', since('e.at'), { ...byDay, watermark: 'at' }, refused(helpers, 'a group of "day"')],
  ['since over what the query changes', since('e.day', changed), byDay, refused(helpers, 'a group of "day"')],
  ['since over half of a union', half, byDay, refused(helpers, 'a group of "day"')],
  ['since over the key, on the side of a join that every row is from', outer('leftJoin', true), byDay],
  ['since over the key, on such a side of a right join', outer('rightJoin'), byDay],
  ['since over the key, on both sides of an inner join', outer('innerJoin'), byDay],
  ['since on the optional side of a left join', outer('leftJoin'), byDay, refused(helpers, 'a group of "day"')],
  ['since on the optional side of a right join', outer('rightJoin', true), byDay, refused(helpers, 'a group of "day"')],
  ['since on the left of a full join', outer('fullJoin', true), byDay, refused(helpers, 'a group of "day"')],
  ['since on the right of a full join', outer('fullJoin'), byDay, refused(helpers, 'a group of "day"')],
  ['since over a time in parts', since('e.at'), byHour, refused(helpers, 'a group of "at" by the hour')],
  ['since, and the whole table', since('e.at'), overwrite, refused(helpers, 'the table')],
  ['touched, and the whole table', touched(['e.day']), overwrite, refused(helpers, 'the table')],
  [
    'touched over more than the key',
    touched(['e.day', 'e.shop']),
    { ...byDay, watermark: 'at' },
    refused(helpers, 'a group of "day"'),
  ],
  [
    'touched over another column, as a filter',
    touched(['e.shop'], { gone: 'keep' }),
    { ...byDay, watermark: 'at' },
    refused(helpers, 'a group of "day"'),
  ],
  ['self', self, byDay, refused('reads self(…)', 'a group of "day"')],
  ['self, and the whole table', self, overwrite, refused('reads self(…)', 'the table')],
  ['since over another column, said to be whole', since('e.at'), { ...byDay, ...said, watermark: 'at' }],
  ['self, and the whole table, said to be whole', self, { ...overwrite, ...said }],
  ['since over another column, and a unique key', since('e.at'), { uniqueKey: 'day', watermark: 'at' }],
  ['since, appended', since('e.at'), { watermark: 'at' }],
])('replaces groups by a query with %s', (_, query, options, message) => {
  const m = incremental({ e: raw.e }, query as never, options as never)
  // A first run is refused, too: a later one would fail.
  for (const columns of [undefined, ['id', 'day', 'shop', 'at', 'd']]) {
    const existing = columns && {
      m: { type: 'table' as const, columns: columns.map((name) => ({ name, type: 'INTEGER' })) },
    }
    const { diagnostics } = plannedNode('duckdb', { m }, { ...(existing && { existing }) })
    const others = diagnostics.filter(({ code }) => code !== 'E_CHANGED_COLUMNS')
    expect(others.map((found) => [found.code, found.message])).toEqual(
      message === undefined ? [] : [['E_INVALID_DEFINITION', message]],
    )
    expect(others.every(({ hint }) => hint!.includes('returnsWholeGroups: true'))).toBe(true)
  }
})

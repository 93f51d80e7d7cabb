import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import {
  build,
  count,
  ephemeral,
  hook,
  incremental,
  integer,
  seed,
  snapshot,
  source,
  table,
  varchar,
  view,
} from 'kerros'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { raw, Shop } from '../shop.js'

const log = source('raw', { log: { place: integer(), what: varchar() } })

let shop: Shop
beforeEach(async () => {
  shop = await Shop.open()
  await shop.rows('create table raw.log (place integer, what varchar)')
})
afterEach(() => shop.close())

const some = ephemeral({ o: raw.orders }, (db) => db.selectFrom('o').select(['o.id', 'o.customer']))
const viewed = view({ s: some }, (db) => db.selectFrom('s').selectAll())
const counted = table({ v: viewed, o: raw.orders }, (db) =>
  db
    .selectFrom('o')
    .leftJoin('v', 'v.id', 'o.id')
    .groupBy('o.id')
    .select(['o.id', count().as('n')]),
)
const kept = incremental({ o: raw.orders }, (db) => db.selectFrom('o').select(['o.id', 'o.customer']), {
  uniqueKey: 'id',
})
const history = snapshot(raw.orders, {
  uniqueKey: 'id',
  strategy: 'check',
  checkColumns: 'all',
  hardDeletes: 'invalidate',
})
const definitions = { log, some, viewed, counted, kept, history }

const built = (options: object) => build({ project: shop.project(definitions), cwd: shop.folder, ...options })
const rows = async (name: string) => (await shop.rows(`select * from main.${name}`)).length

describe('--empty', () => {
  it('builds everything without a row of what it reads, and with its columns', async () => {
    const { ok } = await built({ empty: true })
    expect(ok).toBe(true)
    for (const name of ['viewed', 'counted', 'kept', 'history']) expect([name, await rows(name)]).toEqual([name, 0])
    expect(await shop.rows("select column_name from duckdb_columns() where table_name = 'counted' order by 1")).toEqual(
      [{ column_name: 'id' }, { column_name: 'n' }],
    )
  })

  it('makes the tables of seeds without rows, with the types of their columns, and with rows in the next run', async () => {
    await writeFile(path.join(shop.folder, 'codes.csv'), 'code,label\n1,one\n2,\n')
    const codes = seed('codes.csv', { code: integer(), label: varchar().nullable() })
    const labels = table({ c: codes }, (db) => db.selectFrom('c').selectAll())
    const run = (options: object) => build({ project: shop.project({ codes, labels }), cwd: shop.folder, ...options })
    const types = () =>
      shop.rows("select column_name, data_type from duckdb_columns() where table_name = 'codes' order by 1")
    expect((await run({})).ok).toBe(true)
    const before = await types()
    expect((await run({ empty: true })).ok).toBe(true)
    expect([await rows('codes'), await rows('labels'), await types()]).toEqual([0, 0, before])
    expect((await run({})).ok).toBe(true)
    expect([await rows('codes'), await rows('labels')]).toEqual([2, 2])
    await writeFile(path.join(shop.folder, 'codes.csv'), 'code,label\nx,one\n')
    await expect(run({ empty: true })).rejects.toThrow('codes.csv')
  })

  it('leaves tables that keep their rows as they are, and says so', async () => {
    await built({})
    const { nodes } = await built({ empty: true })

    expect([await rows('kept'), await rows('history'), await rows('counted')]).toEqual([3, 3, 0])
    expect((await shop.rows('select * from main.history where valid_to is not null')).length).toBe(0)
    const noted = nodes.filter(({ notes }) => notes.some(({ message }) => message.includes('--empty')))
    expect(noted.map(({ name }) => name).sort()).toEqual(['history', 'kept'])
    expect((await built({})).ok).toBe(true)
    expect([await rows('kept'), await rows('history'), await rows('counted')]).toEqual([3, 3, 3])
  })

  it('fails for a query that cannot run, as with rows', async () => {
    await shop.rows('alter table raw.orders rename column customer to client')
    const { ok, nodes } = await built({ empty: true, select: ['viewed'] })
    expect(ok).toBe(false)
    expect(nodes[0]!.status).toBe('error')
  })

  it('lets hooks change tables', async () => {
    const hooked = table({ o: raw.orders }, (db) => db.selectFrom('o').select('o.id'), {
      postHook: hook({ log: log.log }, (db) => db.insertInto('log').values({ place: 1, what: 'ran' })),
    })
    await build({ project: shop.project({ log, hooked }), cwd: shop.folder, empty: true })
    expect(await shop.rows('select what from raw.log')).toEqual([{ what: 'ran' }])
  })
})

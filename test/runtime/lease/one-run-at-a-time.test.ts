import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { rm, symlink, writeFile } from 'node:fs/promises'
import path from 'node:path'
import {
  build,
  connect,
  defineProject,
  incremental,
  integer,
  isKerrosError,
  load,
  run,
  test as runTests,
  snapshot,
  source,
  table,
  timestamp,
} from 'kerros'
import { duckdb } from 'kerros/duckdb'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { raw, Shop } from '../shop.js'

let shop: Shop
beforeEach(async () => {
  shop = await Shop.open()
})
afterEach(() => shop.close())

const log = incremental(
  { o: raw.orders },
  (db, { since }) => db.selectFrom('o').selectAll().$call(since('o.loaded_at')),
  {
    watermark: 'loaded_at',
  },
)
const history = snapshot(raw.orders, { uniqueKey: 'id', strategy: 'check', checkColumns: 'all' })

/** How each ended: `ok`, or the code of its error. */
const endings = async (runs: readonly Promise<object>[]) =>
  (await Promise.allSettled(runs)).map((ended) =>
    ended.status === 'fulfilled' ? 'ok' : isKerrosError(ended.reason) ? ended.reason.code : String(ended.reason),
  )

describe('two runs of one process on one DuckDB file', () => {
  it('follow each other: the second is refused, and no row is added twice', async () => {
    const options = { project: shop.project({ log }), cwd: shop.folder }
    await build(options)
    await shop.rows("insert into raw.orders select range + 10, 'Ida', timestamp '2026-02-01' from range(2000)")
    expect((await endings([build(options), build(options)])).sort()).toEqual(['E_LOCKED', 'ok'])
    expect(await shop.rows('select count(*)::integer as n, count(distinct id)::integer as ids from log')).toEqual([
      { n: 2003, ids: 2003 },
    ])
    expect(await endings([build(options)]), 'the lease was given back').toEqual(['ok'])
  })

  it.each([
    ['build', 'run', build, run],
    ['run', 'load', run, load],
    ['load', 'load', load, load],
    ['load', 'build', load, build],
  ] as const)('%s and %s', async (_, __, first, second) => {
    const events = source(
      'events',
      { clicks: { id: integer(), _loaded_at: timestamp() } },
      { load: { clicks: { files: ['clicks.csv'] } } },
    )
    await writeFile(path.join(shop.folder, 'clicks.csv'), 'id\n1\n2\n')
    const options = { project: shop.project({ log, history, events }), cwd: shop.folder, data: '.' }
    const only = (command: unknown) => (command === load ? options : { project: options.project, cwd: options.cwd })
    expect((await endings([first(only(first) as never), second(only(second) as never)])).sort()).toEqual([
      'E_LOCKED',
      'ok',
    ])
  })

  it('is refused through a link to the file too', async () => {
    await symlink(path.join(shop.folder, 'shop.duckdb'), path.join(shop.folder, 'shop.link'))
    const linked = defineProject({ name: 'l', models: [{ raw, log }], targets: { dev: duckdb({ path: 'shop.link' }) } })
    const both = [
      build({ project: shop.project({ log }), cwd: shop.folder }),
      build({ project: linked, cwd: shop.folder }),
    ]
    expect((await endings(both)).sort()).toEqual(['E_LOCKED', 'ok'])
  })

  it('tests may run at any time, since they write nothing', async () => {
    const t = table({ o: raw.orders }, (db) => db.selectFrom('o').select('o.id'), { columns: { id: { tests: [] } } })
    const options = { project: shop.project({ t }), cwd: shop.folder }
    expect(await endings([build(options), runTests(options)])).not.toContain('E_LOCKED')
  })
})

describe('a database file that is not there any more at the end of a build', () => {
  const file = () => path.join(shop.folder, 'shop.duckdb')
  const ways: readonly [string, () => void][] = [
    ['removed', () => rmSync(file())],
    ['moved', () => renameSync(file(), path.join(shop.folder, 'moved.duckdb'))],
    ['removed with its folder', () => rmSync(shop.folder, { recursive: true })],
    [
      'replaced',
      () => {
        const content = readFileSync(file())
        renameSync(file(), path.join(shop.folder, 'old.duckdb'))
        writeFileSync(file(), content)
      },
    ],
  ]

  it.each(ways)('%s: the run ends with an error and is not called done', async (_, spoil) => {
    const a = table({ o: raw.orders }, (db) => db.selectFrom('o').selectAll())
    let ended = false
    const reporter = {
      onNodeStart: spoil,
      onRunEnd: () => {
        ended = true
      },
    }
    const result = build({ project: shop.project({ a }), cwd: shop.folder, reporter })
    await expect(result).rejects.toMatchObject({
      code: 'E_CONNECTION',
      message: expect.stringContaining('shop.duckdb'),
    })
    expect(ended).toBe(false)
  })

  it('is reported to the next run too, while another part of the process has the old file open', async () => {
    const a = table({ o: raw.orders }, (db) => db.selectFrom('o').selectAll())
    const db = connect(shop.target, { o: raw.orders }, { root: shop.folder, readOnly: false })
    await db.selectFrom('o').selectAll().execute()
    await rm(file())
    await expect(build({ project: shop.project({ a }), cwd: shop.folder })).rejects.toMatchObject({
      code: 'E_CONNECTION',
    })
    await db.destroy()
  })
})

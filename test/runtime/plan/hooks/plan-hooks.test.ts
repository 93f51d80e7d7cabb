import { build, incremental, integer, source, timestamp } from 'kerros'
import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Shop } from '../../shop.js'

const raw = source(
  'raw',
  { orders: { id: integer(), loaded_at: timestamp() } },
  { tables: { orders: { eventTime: 'loaded_at' } } },
)

let shop: Shop
beforeEach(async () => {
  shop = await Shop.open()
})
afterEach(() => shop.close())

const daily = (options: object) =>
  incremental({ o: raw.orders }, (db) => db.selectFrom('o').select(['o.id', 'o.loaded_at']), {
    strategy: 'microbatch',
    eventTime: 'loaded_at',
    batchSize: 'day',
    begin: '2026-01-01',
    ...options,
  })

describe('hooks of a microbatch model', () => {
  it('that fail after its batches leave them, and say so', async () => {
    const failing = () => sql`select * from raw.there_is_none`
    const window = { eventTimeStart: '2026-01-01', eventTimeEnd: '2026-01-03' } as const
    const built = async (options: object) => {
      const project = shop.project({ raw, m: daily(options) })
      return (await build({ project, cwd: shop.folder, ...window })).nodes[0]!
    }

    const first = await built({ preHook: failing })
    expect(first.error).toMatchObject({ code: 'E_HOOK', hint: 'The relation was not built.' })
    const failed = await built({ postHook: failing })
    expect(failed.error).toMatchObject({ code: 'E_HOOK', hint: expect.stringMatching(/^The batches .* stay, /) })
    expect(await shop.rows('select id from main.m order by id')).toHaveLength(3)
    expect(await shop.rows('select * from _kerros.intervals')).not.toEqual([])
  })
})

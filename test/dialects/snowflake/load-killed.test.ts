import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Warehouse } from '../../../src/core/ports/warehouse.js'
import { snowflakeServer } from '../../servers/snowflake-server.js'
import { LoadScene } from './load-scene.js'
import { type Fate, mortalLoad } from './mortal-load.js'

const { skipReason } = await snowflakeServer()

let scene: LoadScene
let warehouse: Warehouse
beforeAll(async () => {
  scene = await LoadScene.open()
  warehouse = await scene.target.connect({ projectRoot: scene.folder, threads: 1 })
})
afterAll(async () => {
  await warehouse.close()
  scene.remove()
})

async function execute(sql: string): Promise<readonly { readonly [column: string]: unknown }[]> {
  return warehouse.withSession(async (session) => (await session.execute(sql)).rows)
}

async function loadedItems(): Promise<unknown> {
  const rows = await execute(`select _file || ' ' || id || ' ' || name as item from raw.items order by 1`)
  return rows.map(({ item }) => item)
}

/** Two files, of which the first has other rows each time. */
async function writeVersion(version: number, newFile: string): Promise<readonly string[]> {
  await scene.write('items.csv', `id,name\n1,v${version}\n2,v${version}\n`)
  await scene.write(newFile, 'id,name\n7,new\n')
  return ['items.csv 1', 'items.csv 2'].map((item) => `${item} v${version}`)
}

const start: { readonly [situation: string]: () => Promise<void> } = {
  'the first load': async () => {
    for (const table of ['raw.items', '_kerros.load_ledger']) await execute(`drop table if exists ${table}`)
  },
  'a changed and a new file': async () => {},
  'a full refresh': async () => {},
}

describe.skipIf(skipReason).each(Object.keys(start))('killed at any request of %s', (situation) => {
  test.each(['before', 'after'] as const)('%s it is done, and run again', { timeout: 600_000 }, async (when) => {
    const fullRefresh = situation === 'a full refresh'
    await execute('create schema if not exists raw')
    await execute('create schema if not exists _kerros')
    await writeVersion(0, 'items.2.csv')
    await start['the first load']!()
    await mortalLoad(scene, warehouse, undefined)
    let hasLived = false
    let request = 0
    while (!hasLived) {
      request++
      await start[situation]!()
      const newFile = 'items.2.csv'
      if (situation === 'a changed and a new file') await execute(`delete from raw.items where _file = 'items.2.csv'`)
      if (situation === 'a changed and a new file')
        await execute(`delete from _kerros.load_ledger where file_name = 'items.2.csv'`)
      const expected = [...(await writeVersion(request, newFile)), 'items.2.csv 7 new'].sort()
      const fate: Fate = { request, when }
      hasLived = await mortalLoad(scene, warehouse, fate, fullRefresh)
      if (!hasLived) await mortalLoad(scene, warehouse, undefined)
      expect(await loadedItems(), `killed ${when} request ${request}`).toEqual(expected)
      const ledger = await execute(`select file_name, row_count from _kerros.load_ledger
        where table_name = 'raw.items' and not is_pending order by file_name`)
      expect(ledger.map(({ file_name, row_count }) => `${file_name} ${row_count}`)).toEqual(['items.2.csv 1', 'items.csv 2'])
    }
    // So many requests a load has; fewer would mean that something was not counted.
    expect(request).toBeGreaterThan(15)
  })
})

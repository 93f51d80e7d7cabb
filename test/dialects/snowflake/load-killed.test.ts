import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Warehouse } from '../../../src/core/ports/warehouse.js'
import { snowflakeServer } from '../../servers/snowflake-server.js'
import { LoadScene } from './load-scene.js'
import { type Around, Death, watchedLoad } from './watched-load.js'

const { skipReason } = await snowflakeServer()
const alive: Around = (_, request) => request()

let scene: LoadScene
let warehouse: Warehouse
beforeAll(async () => {
  scene = await LoadScene.open()
  if (skipReason) return
  warehouse = await scene.target.connect({ projectRoot: scene.folder, threads: 2 })
  await execute('create schema if not exists raw')
  await execute('create schema if not exists _kerros')
})
afterAll(async () => {
  await warehouse?.close()
  scene.remove()
})

async function execute(sql: string): Promise<readonly { readonly [column: string]: unknown }[]> {
  return warehouse.withSession(async (session) => (await session.execute(sql)).rows)
}

async function loadedItems(): Promise<readonly unknown[]> {
  const rows = await execute(`select _file || ' ' || id || ' ' || name as item from raw.items order by 1`)
  return rows.map(({ item }) => item)
}

async function ledger(): Promise<readonly string[]> {
  const rows = await execute(`select file_name, row_count from _kerros.load_ledger
    where table_name = 'raw.items' and not is_pending order by file_name`)
  return rows.map((row) => `${row['file_name']} ${row['row_count']}`)
}

async function forgetAll(): Promise<void> {
  for (const table of ['raw.items', '_kerros.load_ledger']) await execute(`drop table if exists ${table}`)
}

async function forgetPart(): Promise<void> {
  for (const table of ['raw.items where _file', '_kerros.load_ledger where file_name'])
    await execute(`delete from ${table} = 'items.2.csv'`)
}

interface Situation {
  readonly title: string
  readonly fullRefresh: boolean
  readonly prepare: () => Promise<void>
  /** So many requests a load has at least; fewer would mean that some were not seen. */
  readonly requests: number
}

const SITUATIONS: readonly Situation[] = [
  { title: 'a first load', fullRefresh: false, prepare: forgetAll, requests: 20 },
  { title: 'a changed and a new file', fullRefresh: false, prepare: forgetPart, requests: 20 },
  { title: 'a full refresh', fullRefresh: true, prepare: async () => {}, requests: 20 },
]

describe.skipIf(skipReason)('a load that is killed', () => {
  test.each(SITUATIONS)(
    'at any request of $title gives the right rows when it is run again',
    { timeout: 900_000 },
    async ({ prepare, fullRefresh, requests }) => {
      await forgetAll()
      await scene.write('items.2.csv', 'id,name\n7,part\n')
      await scene.write('items.csv', 'id,name\n1,v0\n')
      await watchedLoad(scene, warehouse, alive)
      let isKilled = true
      for (let request = 1; isKilled; request++) {
        await prepare()
        const before = `items.csv 1 v${request}`
        await scene.write('items.csv', `id,name\n1,v${request}\n2,v${request}\n`)
        const death = new Death(request)
        const outcome = watchedLoad(scene, warehouse, death.around, fullRefresh)
        await outcome.catch((error: unknown) => {
          if (!death.hasCome) throw error
        })
        isKilled = death.hasCome
        if (isKilled) await watchedLoad(scene, warehouse, alive)
        else expect(request).toBeGreaterThan(requests)
        const expected = ['items.2.csv 7 part', before, `items.csv 2 v${request}`]
        expect(await loadedItems(), `killed after request ${request}`).toEqual(expected)
        expect(await ledger(), `killed after request ${request}`).toEqual(['items.2.csv 1', 'items.csv 2'])
      }
    },
  )
})

describe.skipIf(skipReason)('a load that something comes in the way of', () => {
  test('has succeeded when only the answer to its commit is lost', async () => {
    await forgetAll()
    await scene.write('items.csv', 'id,name\n1,a\n')
    let isLost = false
    const { tables } = await watchedLoad(scene, warehouse, async (what, request) => {
      const answer = await request()
      if (what === 'commit' && !isLost) {
        isLost = true
        throw new Error('the connection is gone')
      }
      return answer
    })
    expect(isLost).toBe(true)
    expect(tables[0]?.files.map(({ file, rows }) => `${file} ${rows}`)).toEqual(['items.csv 1', 'items.2.csv 1'])
    expect(await loadedItems()).toEqual(['items.2.csv 7 part', 'items.csv 1 a'])
  })

  test('loads nothing when another one was faster', async () => {
    await scene.write('items.csv', 'id,name\n1,b\n')
    let hasOther = false
    const slow = watchedLoad(scene, warehouse, async (what, request) => {
      if (what === 'begin' && !hasOther) {
        hasOther = true
        await watchedLoad(scene, await otherWarehouse(), alive)
      }
      return request()
    })
    await expect(slow).rejects.toMatchObject({ code: 'E_LOCKED' })
    expect(await loadedItems()).toEqual(['items.2.csv 7 part', 'items.csv 1 b'])
  })

  test('loads nothing when its object in S3 is replaced while it is read', async () => {
    await scene.write('items.csv', 'id,name\n1,c\n')
    const edited = watchedLoad(scene, warehouse, async (what, request) => {
      const answer = await request()
      if (what === 'put') await replaceObject('items.csv', 'id,name\n1,x\n')
      return answer
    })
    await expect(edited).rejects.toMatchObject({
      code: 'E_DATA_FORMAT',
      message: expect.stringMatching(/items\.csv was changed while data\/items\.csv was loaded$/),
    })
    expect(await loadedItems()).toEqual(['items.2.csv 7 part', 'items.csv 1 b'])
    await watchedLoad(scene, warehouse, alive)
    expect(await loadedItems()).toEqual(['items.2.csv 7 part', 'items.csv 1 c'])
  })

  test('tells no credentials when Snowflake does not make the stage', async () => {
    await scene.write('items.csv', 'id,name\n1,d\n')
    const secret = 'SECRETKEYTHATMUSTNOTBESHOWN'
    process.env['AWS_SECRET_ACCESS_KEY'] = secret
    const refused: any = await watchedLoad(scene, warehouse, async (what, request) => {
      if (what.startsWith('create temporary stage')) throw new Error(`syntax error in ${what}`)
      return request()
    }).catch((error) => error)
    expect(refused).toMatchObject({ code: 'E_QUERY', hint: expect.stringMatching(/storageIntegration/) })
    expect(JSON.stringify([refused.message, refused.hint, refused.cause, refused.stack])).not.toMatch(secret)
  })
})

let other: Promise<Warehouse> | undefined
function otherWarehouse(): Promise<Warehouse> {
  other ??= scene.target.connect({ projectRoot: scene.folder, threads: 2 })
  return other
}
afterAll(async () => (await other)?.close())

async function replaceObject(key: string, body: string): Promise<void> {
  const response = await fetch(`${process.env['AWS_ENDPOINT_URL_S3']}/${scene.bucket}/${key}`, { method: 'PUT', body })
  expect(response.ok).toBe(true)
}

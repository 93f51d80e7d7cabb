import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { type FileFormat, fileFormat } from 'kerros'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { KerrosError } from '../../../../src/core/errors/index.js'
import type { Warehouse } from '../../../../src/core/ports/warehouse.js'
import { s3Server } from '../../../servers/s3-server.js'
import { snowflakeServer } from '../../../servers/snowflake-server.js'
import { LoadScene } from './load-scene.js'
import { type Around, Count, Death, watchedLoad } from './watched-load.js'

const { skipReason } = await snowflakeServer()
await s3Server()
const alive: Around = (_, request) => request()

let scene: LoadScene
let warehouse: Warehouse
beforeAll(async () => {
  scene = await LoadScene.open()
  if (skipReason) return
  warehouse = await scene.target.connect({ projectRoot: scene.folder, threads: 2 })
  await execute('create schema if not exists raw')
  await execute('create schema if not exists _kerros')
}, 120_000)
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

async function tables(): Promise<readonly unknown[]> {
  return (await execute('show tables in schema raw')).map(({ name }) => name)
}

async function forgetAll(): Promise<void> {
  for (const table of ['raw.items', '_kerros.load_ledger']) await execute(`drop table if exists ${table}`)
}

async function forgetPart(): Promise<void> {
  for (const table of ['raw.items where _file', '_kerros.load_ledger where file_name'])
    await execute(`delete from ${table} in ('items.2.csv', 'items.2.json')`)
}

interface Situation {
  readonly title: string
  readonly fullRefresh: boolean
  readonly prepare: () => Promise<void>
  /** After how many different requests the load is killed, unless KERROS_KILL_EVERYWHERE is set. */
  readonly points: number
  readonly fileFormat?: FileFormat
}

type Row = readonly [id: number, name: string]

/** Writes the table's file, or a part of it, as the format has it. */
async function write(part: string, rows: readonly Row[], fileFormat: FileFormat | undefined): Promise<void> {
  const json = rows.map(([id, name]) => `${JSON.stringify({ id, name })}\n`)
  const csv = ['id,name\n', ...rows.map(([id, name]) => `${id},${name}\n`)]
  await scene.write(`items${part}.${fileFormat ? 'json' : 'csv'}`, (fileFormat ? json : csv).join(''))
}

const SITUATIONS: readonly Situation[] = [
  { title: 'a first load', fullRefresh: false, prepare: forgetAll, points: 5 },
  { title: 'a changed and a new file', fullRefresh: false, prepare: forgetPart, points: 5 },
  { title: 'a full refresh', fullRefresh: true, prepare: async () => {}, points: 8 },
  {
    title: 'a changed and a new file of JSON',
    fullRefresh: false,
    prepare: forgetPart,
    points: 3,
    fileFormat: fileFormat('json_lines', { type: 'json' }),
  },
]

/** The requests around the commit, after which something stays; and of those before and after it, as many as are wanted. */
function requestsToKill({ seen, requests }: Count, points: number): readonly number[] {
  const all = Array.from({ length: requests }, (_, i) => i + 1)
  if (process.env['KERROS_KILL_EVERYWHERE']) return all
  const commit = seen.indexOf('commit') + 1
  const spread = Array.from({ length: points }, (_, i) => 1 + Math.round((i * (requests - 1)) / (points - 1)))
  return [...new Set([...spread, commit - 1, commit, commit + 1])].filter((n) => n <= requests).sort((a, b) => a - b)
}

describe.skipIf(skipReason)('a load that is killed', () => {
  it.each(SITUATIONS)(
    'at a request of $title gives the right rows when it is run again',
    { timeout: 900_000 },
    async ({ prepare, fullRefresh, points, fileFormat }) => {
      const extension = fileFormat ? 'json' : 'csv'
      const run = (around: Around) => watchedLoad(scene, warehouse, around, fullRefresh, fileFormat)
      await forgetAll()
      await write('.2', [[7, 'part']], fileFormat)
      await write('', [[1, 'v0']], fileFormat)
      await watchedLoad(scene, warehouse, alive, false, fileFormat)
      await prepare()
      await write('', [[1, 'v1']], fileFormat)
      const count = new Count()
      await run(count.around)
      // Fewer would mean that some are not seen.
      expect(count.requests).toBeGreaterThan(20)
      for (const request of requestsToKill(count, points)) {
        const what = `killed after request ${request}: ${count.seen[request - 1]}`
        await prepare()
        const rows: readonly Row[] = [1, 2].map((id) => [id, `k${request}`])
        await write('', rows, fileFormat)
        const death = new Death(request)
        await run(death.around).catch((error: unknown) => {
          if (!death.hasCome) throw error
        })
        expect(death.hasCome, what).toBe(true)
        await watchedLoad(scene, warehouse, alive, false, fileFormat)
        const expected = [
          `items.2.${extension} 7 part`,
          ...rows.map(([id, name]) => `items.${extension} ${id} ${name}`),
        ]
        expect(await loadedItems(), what).toEqual(expected)
        expect(await ledger(), what).toEqual([`items.2.${extension} 1`, `items.${extension} 2`])
        // A load that was killed when all was done but the clearing up left nothing to do: then the next one clears up.
        if ((await tables()).length > 1) {
          await write('', [...rows, [3, 'later']], fileFormat)
          await watchedLoad(scene, warehouse, alive, false, fileFormat)
        }
        expect(await tables(), what).toEqual(['ITEMS'])
      }
    },
  )
})

describe.skipIf(skipReason)('a load that something comes in the way of', () => {
  it('has succeeded when only the answer to its commit is lost', async () => {
    await forgetAll()
    await scene.write('items.2.csv', 'id,name\n7,part\n')
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

  it('keeps a table as it is that the role may not replace, and the next load has nothing to do', async () => {
    const refused = watchedLoad(
      scene,
      warehouse,
      async (what, request) => {
        if (what.includes(' swap with ')) throw new KerrosError('E_NOT_PERMITTED', 'Insufficient privileges')
        return request()
      },
      true,
    )
    await expect(refused).rejects.toMatchObject({
      code: 'E_NOT_PERMITTED',
      message: 'the role may not replace raw.items: this needs OWNERSHIP',
    })
    expect(await tables()).toEqual(['ITEMS'])
    expect(await loadedItems()).toEqual(['items.2.csv 7 part', 'items.csv 1 a'])
    const before = (await scene.server.statements()).length
    const { loadedAt } = await watchedLoad(scene, warehouse, alive)
    expect(loadedAt).toBeUndefined()
    const sent = (await scene.server.statements()).slice(before)
    expect(sent.filter((sql) => /^(create|alter|insert|delete|update)/.test(sql))).toEqual([])
    expect(await ledger()).toEqual(['items.2.csv 1', 'items.csv 1'])
    expect(await execute('select * from _kerros.load_ledger where is_pending')).toEqual([])
  })

  it('loads nothing when another one was faster', async () => {
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

  it('loads nothing when its object in S3 is replaced while it is read', async () => {
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

  it('shows no credentials when Snowflake does not make the stage', async () => {
    await scene.write('items.csv', 'id,name\n1,d\n')
    const secret = 'SECRETKEYTHATMUSTNOTBESHOWN'
    process.env['AWS_SECRET_ACCESS_KEY'] = secret
    const refused: any = await watchedLoad(scene, warehouse, async (what, request) => {
      if (what.startsWith('create or replace temporary stage')) throw new Error(`syntax error in ${what}`)
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
  const client = new S3Client({ forcePathStyle: true })
  await client.send(new PutObjectCommand({ Bucket: scene.bucket, Key: key, Body: body }))
  client.destroy()
}

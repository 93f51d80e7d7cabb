import { integer, source, timestamp, varchar } from 'kerros'
import { stage } from '../../../src/core/definitions/stage.js'
import type { FileStore } from '../../../src/core/ports/file-store.js'
import { relationKey } from '../../../src/core/ports/relation.js'
import type { Warehouse, WarehouseSession } from '../../../src/core/ports/warehouse.js'
import { SnowflakeFileLoader } from '../../../src/dialects/snowflake/snowflake-file-loader.js'
import { planLoad } from '../../../src/ingest/plan-load.js'
import { runLoad } from '../../../src/ingest/run-load.js'
import { S3FileStore } from '../../../src/ingest/s3/s3-file-store.js'
import type { LoadScene } from './load-scene.js'

/** Ends a process, as far as it can be seen from the other side. */
class Death extends Error {}

/** When a process ends: before its n-th request is sent, or when it has been done and the answer is on its way. */
export interface Fate {
  readonly request: number
  readonly when: 'before' | 'after'
}

/** One run of a load that dies at a request to Snowflake or to S3: from then on, nothing of it is sent. */
class Mortal {
  readonly #fate: Fate | undefined
  #requests = 0
  isDead = false

  constructor(fate: Fate | undefined) {
    this.#fate = fate
  }

  async live<T>(request: () => Promise<T>): Promise<T> {
    if (this.isDead) throw new Death()
    this.#requests++
    const isLast = this.#requests === this.#fate?.request
    if (isLast && this.#fate?.when === 'before') this.#die()
    const answer = await request()
    if (isLast) this.#die()
    return answer
  }

  #die(): never {
    this.isDead = true
    throw new Death()
  }
}

const items = { id: integer(), name: varchar(), _loaded_at: timestamp(), _file: varchar() }

/**
 * Loads `raw.items` from `items.csv` and its parts, and dies when it is its fate.
 *
 * @returns Whether or not it has lived to the end.
 */
export async function mortalLoad(
  scene: LoadScene,
  connected: Warehouse,
  fate: Fate | undefined,
  fullRefresh = false,
): Promise<boolean> {
  const mortal = new Mortal(fate)
  const warehouse = mortalWarehouse(connected, mortal)
  const store = mortalStore(mortal)
  const loader = new SnowflakeFileLoader(warehouse, scene.server.database)
  const relation = { database: scene.server.database, schema: 'raw', name: 'items' }
  try {
    const existing = (await connected.describe([relation])).get(relationKey(relation))
    const { raw_items } = source('raw', { raw_items: items })
    const table = {
      name: 'raw.items',
      relation,
      columns: raw_items.columns,
      fileNames: ['items.csv'],
      declaredIn: 'items.ts',
      existing,
      stage: stage('files', { url: `s3://${scene.bucket}/` }),
    }
    const about = { directory: scene.data, folder: 'data', fullRefresh, signal: undefined }
    const planned = await planLoad({ tables: [table], loader, ...about })
    const runId = Math.random().toString(16).slice(2, 10).padEnd(8, '0')
    await runLoad(planned, loader, { runId, store, reporter: undefined, signal: undefined })
    return true
  } catch (error) {
    if (mortal.isDead) return false
    throw error
  } finally {
    store.close()
  }
}

function mortalWarehouse(connected: Warehouse, mortal: Mortal): Warehouse {
  return {
    dialect: connected.dialect,
    describe: (schemas) => connected.describe(schemas),
    isTypeCompatible: (column, type) => connected.isTypeCompatible(column, type),
    close: async () => {},
    withSession: (work) =>
      connected.withSession(async (session) => {
        try {
          return await work(mortalSession(session, mortal))
        } finally {
          // What Snowflake does with a transaction whose session is gone.
          if (mortal.isDead) await session.rollback().catch(() => {})
        }
      }),
  }
}

function mortalSession(session: WarehouseSession, mortal: Mortal): WarehouseSession {
  return {
    execute: (sql, options) => mortal.live(() => session.execute(sql, options)),
    begin: () => mortal.live(() => session.begin()),
    commit: () => mortal.live(() => session.commit()),
    rollback: () => mortal.live(() => session.rollback()),
    columnsOf: (relation) => mortal.live(() => session.columnsOf(relation)),
  }
}

function mortalStore(mortal: Mortal): FileStore {
  const store = new S3FileStore(process.env)
  return {
    put: (upload, options) => mortal.live(() => store.put(upload, options)),
    stat: (url, options) => mortal.live(() => store.stat(url, options)),
    credentials: () => store.credentials(),
    close: () => store.close(),
  }
}

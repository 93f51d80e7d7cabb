import { randomBytes } from 'node:crypto'
import { type FileFormat, integer, source, stage, timestamp, varchar } from 'kerros'
import type { FileStore } from '../../../../src/core/ports/file-store.js'
import type { Warehouse, WarehouseSession } from '../../../../src/core/ports/warehouse.js'
import { relationKey } from '../../../../src/core/relations/relation.js'
import { SnowflakeFileLoader } from '../../../../src/dialects/snowflake/load/snowflake-file-loader.js'
import { planLoad } from '../../../../src/ingest/plan/plan-load.js'
import { type LoadOutcome, runLoad } from '../../../../src/ingest/run/run-load.js'
import { S3FileStore } from '../../../../src/ingest/s3/s3-file-store.js'
import type { LoadScene } from './load-scene.js'

/** Stands around every request of a load to Snowflake or to S3. @param what The statement, or what is asked of S3. */
export type Around = <T>(what: string, request: () => Promise<T>) => Promise<T>

/** A load that nothing happens to. */
export class Count {
  /** What was asked, in order. */
  readonly seen: string[] = []

  get requests(): number {
    return this.seen.length
  }

  readonly around: Around = async (what, request) => {
    const answer = await request()
    this.seen.push(what)
    return answer
  }
}

/** A load that dies: from one request on, whose answer never comes, it sends nothing more. */
export class Death {
  readonly #request: number
  #requests = 0
  hasCome = false

  /** @param request The number of the last request, from 1. */
  constructor(request: number) {
    this.#request = request
  }

  readonly around: Around = async (_, request) => {
    if (this.hasCome) throw new Error('dead')
    const answer = await request()
    this.#requests++
    this.hasCome = this.#requests === this.#request
    if (this.hasCome) throw new Error('dead')
    return answer
  }
}

const items = { id: integer(), name: varchar(), _loaded_at: timestamp(), _file: varchar() }

/** Loads `raw.items` from `items.csv`, or `items.json`, and its parts in a folder, through S3. */
export async function watchedLoad(
  scene: LoadScene,
  connected: Warehouse,
  around: Around,
  fullRefresh = false,
  fileFormat?: FileFormat,
): Promise<LoadOutcome> {
  const warehouse = watchedWarehouse(connected, around)
  const store = watchedStore(around)
  const loader = new SnowflakeFileLoader(warehouse, scene.server.database)
  const relation = { database: scene.server.database, schema: 'raw', name: 'items' }
  const { raw_items } = source('raw', { raw_items: items })
  try {
    const table = {
      name: 'raw.items',
      relation,
      columns: raw_items.columns,
      fileNames: [`items.${fileFormat?.options.type ?? 'csv'}`],
      declaredIn: 'items.ts',
      existing: (await connected.describe([relation])).relations.get(relationKey(relation)),
      fileFormat,
      stage: stage('files', { url: `s3://${scene.bucket}/` }),
    }
    const about = { directory: scene.data, folder: 'data', fullRefresh, signal: undefined }
    const planned = await planLoad({ tables: [table], loader, ...about })
    const runId = randomBytes(4).toString('hex')
    return await runLoad(planned, loader, {
      runId,
      store,
      reporter: undefined,
      signal: undefined,
      owner: { process: undefined, isGone: () => false },
    })
  } finally {
    store.close()
  }
}

function watchedWarehouse(connected: Warehouse, around: Around): Warehouse {
  return {
    ...closed(connected),
    withSession: (work) =>
      connected.withSession(async (session) => {
        let isOpen = false
        const watched = watchedSession(session, around, (open) => {
          isOpen = open
        })
        try {
          return await work(watched)
        } finally {
          // What Snowflake does with a transaction whose session is gone.
          if (isOpen) await session.rollback()
        }
      }),
  }
}

/** Everything of a warehouse that a load only asks. */
function closed(connected: Warehouse): Omit<Warehouse, 'withSession'> {
  return {
    dialect: connected.dialect,
    describe: (schemas) => connected.describe(schemas),
    readSchema: (place) => connected.readSchema(place),
    isTypeCompatible: (column, type) => connected.isTypeCompatible(column, type),
    close: async () => {},
  }
}

function watchedSession(
  session: WarehouseSession,
  around: Around,
  onTransaction: (isOpen: boolean) => void,
): WarehouseSession {
  const transaction = (verb: 'begin' | 'commit' | 'rollback') => () =>
    around(verb, async () => {
      await session[verb]()
      onTransaction(verb === 'begin')
    })
  return {
    execute: (sql, options) => around(sql, () => session.execute(sql, options)),
    begin: transaction('begin'),
    commit: transaction('commit'),
    rollback: transaction('rollback'),
    columnsOf: (relation) => around('describe', () => session.columnsOf(relation)),
  }
}

function watchedStore(around: Around): FileStore {
  const store = new S3FileStore(process.env)
  return {
    put: (upload, options) => around('put', () => store.put(upload, options)),
    stat: (url, options) => around('stat', () => store.stat(url, options)),
    credentials: () => store.credentials(),
    close: () => store.close(),
  }
}

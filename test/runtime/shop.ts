import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import {
  defineProject,
  ephemeral,
  incremental,
  integer,
  type ProjectConfig,
  seed,
  snapshot,
  source,
  type Target,
  table,
  timestamp,
  varchar,
  view,
} from 'kerros'
import { duckdb } from 'kerros/duckdb'
import { DuckDbDatabase } from '../../src/dialects/duckdb/connect/duckdb-database.js'

export const raw = source('raw', { orders: { id: integer(), customer: varchar(), loaded_at: timestamp() } })

/** A folder with a DuckDB file in it. */
export class Shop {
  readonly folder: string
  readonly target: Target

  private constructor(folder: string, schema: string) {
    this.folder = folder
    this.target = duckdb({ path: 'shop.duckdb', schema })
  }

  /** Makes the folder, and the file with three orders. */
  static async open(schema = 'main'): Promise<Shop> {
    const shop = new Shop(await mkdtemp(path.join(os.tmpdir(), 'kerros-runtime-')), schema)
    await shop.rows(
      'create schema raw',
      'create table raw.orders (id integer, customer varchar, loaded_at timestamp)',
      "insert into raw.orders values (1, 'Aino', '2026-01-01'), (2, 'Aino', '2026-01-01'), (3, 'Veikko', '2026-01-01')",
    )
    return shop
  }

  project(definitions: { readonly [name: string]: unknown }): ProjectConfig {
    return defineProject({ name: 'shop', models: [{ raw, ...definitions }], targets: { dev: this.target } })
  }

  /** Runs statements; returns the rows of the last one. */
  async rows(...statements: readonly string[]): Promise<readonly Record<string, unknown>[]> {
    const database = new DuckDbDatabase({ path: path.join(this.folder, 'shop.duckdb') })
    try {
      const session = await database.connect()
      let rows: readonly Record<string, unknown>[] = []
      for (const sql of statements) rows = (await session.query(sql)).rows
      return rows
    } finally {
      await database.close()
    }
  }

  async close(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true })
  }
}

/** One of each materialization, in every strategy. */
export function everyMaterialization(): { readonly [name: string]: unknown } {
  const countries = seed('countries.csv', { code: varchar(), name: varchar() })
  const inlined = ephemeral({ o: raw.orders }, (db) => db.selectFrom('o').selectAll())
  const looked = view({ inlined }, (db) => db.selectFrom('inlined').selectAll())
  const kept = table({ looked }, (db) => db.selectFrom('looked').select(['looked.id', 'looked.customer']), {
    contract: { id: integer(), customer: varchar() },
  })
  const log = incremental(
    { o: raw.orders },
    (db, { since }) => db.selectFrom('o').selectAll().$call(since('o.loaded_at')),
    {
      watermark: 'loaded_at',
    },
  )
  const keyed = (strategy: 'merge' | 'delete+insert') =>
    incremental({ o: raw.orders }, (db, { since }) => db.selectFrom('o').selectAll().$call(since('o.loaded_at')), {
      watermark: 'loaded_at',
      uniqueKey: 'id',
      strategy,
      onSchemaChange: 'append_new_columns',
    })
  const merged = keyed('merge')
  const replaced = keyed('delete+insert')
  const checked = snapshot(raw.orders, {
    uniqueKey: 'id',
    strategy: 'check',
    checkColumns: 'all',
    hardDeletes: 'invalidate',
  })
  const stamped = snapshot(looked, { uniqueKey: 'id', strategy: 'timestamp', updatedAt: 'loaded_at' })
  return { countries, inlined, looked, kept, log, merged, replaced, checked, stamped }
}

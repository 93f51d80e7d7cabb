import type { Columns } from '../../../core/columns/index.js'
import type { DataFile } from '../../../core/ports/data-file.js'
import type {
  FileLoader,
  Ledger,
  LoadTable,
  LoadTransaction,
  LoadTransactionOptions,
} from '../../../core/ports/file-loader.js'
import type { Warehouse, WarehouseSession } from '../../../core/ports/warehouse.js'
import type { ExistingRelation, Relation } from '../../../core/relations/relation.js'
import { changedColumns } from '../../shared/changed-columns.js'
import { fileEntry, lastLoad } from '../../shared/file-entry.js'
import { quoteIdentifier } from '../text/duckdb-identifier.js'
import { duckDbTypeName } from '../values/duckdb-types.js'
import { createLedgerSql, LEDGER, lastLoadsSql, readLedgerSql } from './duckdb-ledger.js'
import { DuckDbLoadTransaction } from './duckdb-load-transaction.js'

/** Takes files into DuckDB with its own readers: one transaction for the rows and the ledger. */
export class DuckDbFileLoader implements FileLoader {
  readonly #warehouse: Warehouse
  readonly #ledger: Relation

  constructor(warehouse: Warehouse, database: string) {
    this.#warehouse = warehouse
    this.#ledger = { database, ...LEDGER }
  }

  async readLedger(): Promise<Ledger> {
    return this.#warehouse.withSession(async (session) => {
      if ((await session.columnsOf(this.#ledger)).length === 0) return { isReady: false, entries: [] }
      const { rows } = await session.execute(readLedgerSql(this.#ledgerSql))
      return { isReady: true, entries: rows.map(fileEntry) }
    })
  }

  async lastLoads(): Promise<ReadonlyMap<string, Date>> {
    return this.#warehouse.withSession(async (session) => {
      if ((await session.columnsOf(this.#ledger)).length === 0) return new Map()
      return new Map((await session.execute(lastLoadsSql(this.#ledgerSql))).rows.map(lastLoad))
    })
  }

  /** JSON and Parquet are read as they are, and every value is checked on its way into a column. */
  needsProof({ type }: DataFile): boolean {
    return type === 'csv'
  }

  changedColumns(existing: ExistingRelation, columns: Columns): readonly string[] {
    return changedColumns(existing, columns, {
      fold: (name) => name.toLowerCase(),
      otherType: ({ type }, declared) => {
        const wanted = duckDbTypeName(declared)
        return sameType(type, wanted) ? undefined : wanted
      },
    })
  }

  async transaction<T>(
    tables: readonly LoadTable[],
    work: (load: LoadTransaction) => Promise<T>,
    options: LoadTransactionOptions,
  ): Promise<T> {
    return this.#warehouse.withSession(async (session) => {
      await session.begin()
      try {
        const result = await work(await this.#prepare(session, tables, options))
        await session.commit()
        return result
      } catch (error) {
        await session.rollback()
        throw error
      }
    })
  }

  get #ledgerSql(): string {
    return this.#warehouse.dialect.quoteRelation(this.#ledger)
  }

  async #prepare(
    session: WarehouseSession,
    tables: readonly LoadTable[],
    options: LoadTransactionOptions,
  ): Promise<LoadTransaction> {
    const { dialect } = this.#warehouse
    const schemas = [this.#ledger, ...tables.map(({ relation }) => relation)]
    for (const { database, schema } of schemas)
      for (const sql of dialect.render({ kind: 'createSchema', database, schema })) await session.execute(sql)
    await session.execute(createLedgerSql(this.#ledgerSql))
    const loadedAt = await this.#nextLoadedAt(session)
    for (const table of tables)
      if (table.isRebuilt) await session.execute(createTableSql(dialect.quoteRelation(table.relation), table.columns))
    return new DuckDbLoadTransaction({ ...options, session, dialect, ledger: this.#ledgerSql, loadedAt })
  }

  /** Now, but later than any load before, even when the clock was set back. */
  async #nextLoadedAt(session: WarehouseSession): Promise<string> {
    const { rows } = await session.execute(`select strftime(greatest(
  make_timestamp(epoch_us(current_timestamp)), max(loaded_at) + interval 1 microsecond), '%Y-%m-%d %H:%M:%S.%f') as loaded_at
from ${this.#ledgerSql}`)
    return String(rows[0]!['loaded_at'])
  }
}

function createTableSql(table: string, columns: Columns): string {
  const list = Object.entries(columns).map(([name, { type }]) => `${quoteIdentifier(name)} ${duckDbTypeName(type)}`)
  return `create or replace table ${table} (${list.join(', ')})`
}

function sameType(found: string, wanted: string): boolean {
  return found.replaceAll(' ', '').toUpperCase() === wanted.replaceAll(' ', '').toUpperCase()
}

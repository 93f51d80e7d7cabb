import type { Columns } from '../../../core/columns/index.js'
import { describeSqlType } from '../../../core/columns/sql-type.js'
import { isKerrosError, KerrosError } from '../../../core/errors/index.js'
import type {
  FileLoader,
  Ledger,
  LedgerEntry,
  LoadTable,
  LoadTransaction,
  LoadTransactionOptions,
} from '../../../core/ports/file-loader.js'
import type { Warehouse, WarehouseSession } from '../../../core/ports/warehouse.js'
import type { ExistingRelation, Relation } from '../../../core/relations/relation.js'
import { changedColumns } from '../../shared/changed-columns.js'
import { lastLoad } from '../../shared/file-entry.js'
import { ensureSchema } from '../catalog/ensure-schema.js'
import { quoteRelation } from '../text/quote-relation.js'
import { foldIdentifier } from '../text/snowflake-identifier.js'
import { type LandedFile, LandingTables } from './snowflake-landed-files.js'
import {
  committedSql,
  createLedgerSql,
  createLockSql,
  LEDGER,
  lastLoadsSql,
  ledgerEntry,
  lockLedgerSql,
  nextMomentSql,
  readLedgerSql,
} from './snowflake-ledger.js'
import { SnowflakeLoadTransaction } from './snowflake-load-transaction.js'
import {
  createRebuiltTables,
  dropTables,
  leftoverTables,
  publishRebuiltTables,
  type RebuiltTable,
  rebuiltRelation,
} from './snowflake-rebuild.js'
import { stageFiles } from './snowflake-staged-files.js'
import { SnowflakeStages } from './snowflake-stages.js'

/** A load with the tables that it replaces. */
interface WholeLoad<T> {
  readonly tables: readonly LoadTable[]
  readonly rebuilt: readonly RebuiltTable[]
  readonly work: (load: LoadTransaction) => Promise<T>
  readonly options: LoadTransactionOptions
}

/**
 * Takes files into Snowflake. What commits by itself comes first: schemas, stages, uploads, and COPY INTO tables that only
 * the session sees. Then one transaction adds the rows and writes the ledger. Tables that are rebuilt take their place
 * after that; until they have, the ledger says that they are to be built once more.
 */
export class SnowflakeFileLoader implements FileLoader {
  readonly #warehouse: Warehouse
  readonly #ledger: Relation

  constructor(warehouse: Warehouse, database: string) {
    this.#warehouse = warehouse
    this.#ledger = { database, ...LEDGER }
  }

  async readLedger(): Promise<Ledger> {
    return this.#warehouse.withSession(async (session) => {
      if ((await session.columnsOf(this.#ledger)).length === 0) return { isReady: false, entries: [] }
      return this.#read(session)
    })
  }

  async lastLoads(): Promise<ReadonlyMap<string, Date>> {
    return this.#warehouse.withSession(async (session) => {
      if ((await session.columnsOf(this.#ledger)).length === 0) return new Map()
      return new Map((await session.execute(lastLoadsSql(this.#ledgerSql))).rows.map(lastLoad))
    })
  }

  /** Fields land as text, and every one of them is checked before it goes into a column. */
  needsProof(): boolean {
    return false
  }

  changedColumns(existing: ExistingRelation, columns: Columns): readonly string[] {
    return changedColumns(existing, columns, {
      fold: foldIdentifier,
      otherType: (stored, declared) =>
        this.#warehouse.isTypeCompatible(stored, declared) ? undefined : describeSqlType(declared),
    })
  }

  async transaction<T>(
    tables: readonly LoadTable[],
    work: (load: LoadTransaction) => Promise<T>,
    options: LoadTransactionOptions,
  ): Promise<T> {
    const rebuilt = tables
      .filter(({ isRebuilt }) => isRebuilt)
      .map((table) => ({
        table,
        rebuilt: rebuiltRelation(table, options.runId),
        hasOtherColumns: this.#hasOtherColumns(table),
      }))
    const outcome = await this.#warehouse.withSession((session) =>
      this.#load(session, { tables, rebuilt, work, options }),
    )
    if (!outcome.isCommitted && !(await this.#hasCommitted(options.runId))) throw outcome.error
    // What is committed is also published: to stop in between would only leave work for the next load.
    const { leftovers } = outcome
    if (rebuilt.length + leftovers.length > 0)
      await this.#warehouse.withSession(async (session) => {
        // First, so that a load which is late cannot put one of them in the place of a table any more.
        await dropTables(session, leftovers)
        if (rebuilt.length > 0) await publishRebuiltTables(session, rebuilt, this.#ledgerSql, options.runId)
      })
    return outcome.result
  }

  async #load<T>(session: WarehouseSession, load: WholeLoad<T>): Promise<Outcome<T>> {
    const { tables, options } = load
    await this.#prepare(session, tables, options.ledger)
    const stages = new SnowflakeStages(session, options.store, { ...this.#ledger, name: `load_${options.runId}` })
    const landings = new LandingTables(session, { ...this.#ledger, name: `landing_${options.runId}` })
    try {
      const landed = await landings.land(await stageFiles(session, stages, options), options)
      return await this.#addLanded(session, landed, load)
    } finally {
      await landings.drop(options.signal?.aborted ?? false)
    }
  }

  async #addLanded<T>(
    session: WarehouseSession,
    landed: readonly LandedFile[],
    load: WholeLoad<T>,
  ): Promise<Outcome<T>> {
    try {
      await createRebuiltTables(session, load.rebuilt, this.#warehouse)
      return await this.#inTransaction(session, landed, load)
    } catch (error) {
      await dropTables(
        session,
        load.rebuilt.map(({ rebuilt }) => rebuilt),
      )
      throw error
    }
  }

  async #inTransaction<T>(
    session: WarehouseSession,
    landed: readonly LandedFile[],
    { tables, work, options: { runId, signal, files, ledger } }: WholeLoad<T>,
  ): Promise<Outcome<T>> {
    await session.begin()
    let result: T
    let leftovers: readonly Relation[]
    try {
      await session.execute(lockLedgerSql(this.#ledgerSql, runId), { signal })
      await this.#assertUnchanged(session, tables, ledger)
      const written = tables.filter((table) => table.isRebuilt || files.some((file) => file.table === table))
      leftovers = await leftoverTables(session, written, runId)
      const { rows } = await session.execute(nextMomentSql(this.#ledgerSql), { signal })
      const loadedAt = String(rows[0]!['loaded_at'])
      const tableFor = (table: LoadTable): Relation =>
        table.isRebuilt ? rebuiltRelation(table, runId) : table.relation
      const context = { session, ledger: this.#ledgerSql, loadedAt, runId, landed, tableFor, signal }
      const load = new SnowflakeLoadTransaction(context)
      result = await work(load)
      await load.finish()
    } catch (error) {
      await attempt(() => session.rollback())
      throw error
    }
    try {
      await session.commit()
      return { isCommitted: true, result, leftovers }
    } catch (error) {
      // The answer may be lost, and not the commit.
      return { isCommitted: false, result, leftovers, error }
    }
  }

  async #prepare(session: WarehouseSession, tables: readonly LoadTable[], { isReady }: Ledger): Promise<void> {
    const missing = tables.filter(({ existing }) => !existing).map(({ relation }) => relation)
    const relations = isReady ? missing : [this.#ledger, ...missing]
    const schemas = new Map(
      relations.map((relation) => [foldIdentifier(`${relation.database}.${relation.schema}`), relation]),
    )
    for (const { database, schema } of schemas.values())
      await ensureSchema((sql) => session.execute(sql), { database, schema })
    if (isReady) return
    await session.execute(createLedgerSql(this.#ledgerSql))
    await session.execute(createLockSql(this.#ledgerSql))
  }

  /** What was planned holds only as long as no other load has written to the same tables. */
  async #assertUnchanged(session: WarehouseSession, tables: readonly LoadTable[], planned: Ledger): Promise<void> {
    const names = new Set(tables.map(({ name }) => name))
    const relevant = ({ entries }: Ledger): string => JSON.stringify(entries.filter(({ table }) => names.has(table)))
    if (relevant(await this.#read(session)) === relevant(planned)) return
    throw new KerrosError('E_LOCKED', 'another load has written to the same tables in the meantime', {
      hint: 'Nothing was loaded. Run kerros load again: it reads again what is there.',
      commands: ['kerros load'],
    })
  }

  /** It is ready when it has the entry that loads lock. */
  async #read(session: WarehouseSession): Promise<Ledger> {
    const found = (await session.execute(readLedgerSql(this.#ledgerSql))).rows.map(ledgerEntry)
    return { isReady: found.length > 0, entries: found.filter(isOfFile) }
  }

  async #hasCommitted(runId: string): Promise<boolean> {
    return this.#warehouse.withSession(async (session) => {
      const { rows } = await session.execute(committedSql(this.#ledgerSql, runId))
      return Number(rows[0]!['entries']) > 0
    })
  }

  #hasOtherColumns({ existing, columns }: LoadTable): boolean {
    return existing !== undefined && this.changedColumns(existing, columns).length > 0
  }

  get #ledgerSql(): string {
    return quoteRelation(this.#ledger)
  }
}

interface Done<T> {
  readonly result: T
  /** What loads that were killed have left behind. */
  readonly leftovers: readonly Relation[]
}

type Outcome<T> =
  | (Done<T> & { readonly isCommitted: true })
  | (Done<T> & { readonly isCommitted: false; readonly error: unknown })

function isOfFile({ table }: LedgerEntry): boolean {
  return table !== ''
}

/** Cleans up after another error, which is the one to report. */
async function attempt(work: () => Promise<unknown>): Promise<void> {
  try {
    await work()
  } catch (error) {
    if (!isKerrosError(error)) throw error
  }
}

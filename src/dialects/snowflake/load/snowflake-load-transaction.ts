import { KerrosError } from '../../../core/errors/index.js'
import type { DataFile } from '../../../core/ports/data-file.js'
import { FILE, type LedgerEntry, type LoadTable, type LoadTransaction } from '../../../core/ports/file-loader.js'
import type { StatementResult, WarehouseSession } from '../../../core/ports/warehouse.js'
import type { Relation } from '../../../core/relations/relation.js'
import { quoteRelation } from '../text/quote-relation.js'
import { quoteIdentifier } from '../text/snowflake-identifier.js'
import { quoteText } from '../text/snowflake-literals.js'
import type { LandedFile } from './snowflake-landed-files.js'
import { insertLandedSql } from './snowflake-landing.js'
import { landingOf } from './snowflake-landings.js'
import { forgetPendingSql, recordSql, type SnowflakeLedgerEntry, touchSql } from './snowflake-ledger.js'

/** What a load transaction in Snowflake works with. */
export interface SnowflakeLoadContext {
  /** In a transaction that holds the ledger. */
  readonly session: WarehouseSession
  /** The ledger's name in SQL. */
  readonly ledger: string
  readonly loadedAt: string
  readonly runId: string
  readonly landed: readonly LandedFile[]
  /** The table that rows of a source table go to: a new one, where it is rebuilt. */
  readonly tableFor: (table: LoadTable) => Relation
  readonly signal: AbortSignal | undefined
}

/** One load into Snowflake, in a session's open transaction: what has landed goes to its tables. */
export class SnowflakeLoadTransaction implements LoadTransaction {
  readonly loadedAt: string
  readonly #context: SnowflakeLoadContext
  readonly #entries: SnowflakeLedgerEntry[] = []
  readonly #rebuilt = new Set<string>()

  constructor(context: SnowflakeLoadContext) {
    this.loadedAt = context.loadedAt
    this.#context = context
  }

  async removeFile(table: LoadTable, file: string): Promise<void> {
    if (!Object.hasOwn(table.columns, FILE)) return
    await this.#send(`delete from ${this.#nameOf(table)} where ${quoteIdentifier(FILE)} = ${quoteText(file)}`)
  }

  async addFile(table: LoadTable, file: DataFile): Promise<number> {
    const { landing, rows, failure } = this.#landedFile(table, file.name)
    // Once every record has proved valid, Snowflake's message is the one that counts.
    if (failure) throw file.isRewritten && failure.cause instanceof Error ? failure.cause : failure
    const { columns } = table
    const fields = landingOf(file.type).fields(file, columns)
    const landed = { landing, fields, file: file.name, loadedAt: this.loadedAt }
    const sql = insertLandedSql(this.#nameOf(table), columns, landed)
    const { rowsChanged } = await this.#send(sql)
    if (rowsChanged === rows) return rows
    throw new KerrosError(
      'E_DATA_FORMAT',
      `of ${rows} rows of ${file.name}, Snowflake added ${rowsChanged ?? 'none'}`,
      {
        hint: 'Nothing was loaded. Load again.',
      },
    )
  }

  preparedMs(table: LoadTable, file: DataFile): number {
    return this.#landedFile(table, file.name).preparedMs
  }

  /** Entries are sent together, by {@link finish}. */
  async record(entry: LedgerEntry): Promise<void> {
    const { staged, queryId, requestId } = this.#landedFile({ name: entry.table }, entry.file)
    const { stored, stage, name } = staged
    // Of a copy another digest is known than of the file.
    const isCopy = staged.load.file.isRewritten
    if (stored && !isCopy && stored.sha256 !== entry.sha256) throw changedWhileRead(staged.load.displayPath)
    const isPending = staged.load.table.isRebuilt
    const url = stored?.url ?? `${stage.displayPath}/${name}`
    this.#entries.push({ ...entry, isPending, url, etag: stored?.etag ?? '', queryId, requestId })
  }

  async touch(entry: LedgerEntry): Promise<void> {
    await this.#send(touchSql(this.#context.ledger, entry))
  }

  /** What is known of the old table counts until the new one has taken its place. */
  async forgetOthers({ name }: LoadTable): Promise<void> {
    this.#rebuilt.add(name)
  }

  /** Writes everything down, to be sent last. */
  async finish(): Promise<void> {
    const { ledger, runId } = this.#context
    for (const table of this.#rebuilt) await this.#send(forgetPendingSql(ledger, table))
    for (const sql of recordSql(ledger, this.#entries, this.loadedAt, runId)) await this.#send(sql)
  }

  #landedFile({ name }: { readonly name: string }, file: string): LandedFile {
    const { landed } = this.#context
    const found = landed.find(({ staged: { load } }) => load.table.name === name && load.file.name === file)
    // Files after one that failed did not land, and are not asked for.
    if (!found) throw new Error(`${file} has not landed`)
    return found
  }

  #nameOf(table: LoadTable): string {
    return quoteRelation(this.#context.tableFor(table))
  }

  #send(sql: string): Promise<StatementResult> {
    const { session, signal } = this.#context
    return session.execute(sql, { signal })
  }
}

function changedWhileRead(displayPath: string): KerrosError {
  return new KerrosError('E_DATA_FORMAT', `${displayPath} was changed while it was read`, {
    hint: 'Nothing was loaded. Load again when nothing writes to the folder.',
    subject: displayPath,
    at: displayPath,
  })
}

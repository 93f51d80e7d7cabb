import type { Columns } from '../../../core/columns/index.js'
import { isKerrosError, KerrosError } from '../../../core/errors/index.js'
import type { DataFile, DataFileOf, DataFileType } from '../../../core/ports/data-file.js'
import {
  FILE,
  type LedgerEntry,
  LOADED_AT,
  type LoadFile,
  type LoadTable,
  type LoadTransaction,
} from '../../../core/ports/file-loader.js'
import type { StatementResult, WarehouseSession } from '../../../core/ports/warehouse.js'
import type { SqlDialect } from '../../../core/steps/sql-dialect.js'
import { quoteIdentifier, quoteText } from '../text/duckdb-identifier.js'
import { failedValue } from './duckdb-checked-value.js'
import { forgetSql, recordSql, touchSql } from './duckdb-ledger.js'
import { readCsvSql } from './duckdb-read-csv.js'
import { readJsonSql } from './duckdb-read-json.js'
import { readParquetSql } from './duckdb-read-parquet.js'

/** What a load transaction in DuckDB works with. */
export interface DuckDbLoadContext {
  /** In a transaction, with a ledger. */
  readonly session: WarehouseSession
  readonly dialect: SqlDialect
  /** The ledger's name in SQL. */
  readonly ledger: string
  readonly loadedAt: string
  readonly runId: string
  readonly signal: AbortSignal | undefined
  readonly files: readonly LoadFile[]
}

/** One load into DuckDB, in a session's open transaction. */
export class DuckDbLoadTransaction implements LoadTransaction {
  readonly loadedAt: string
  readonly #context: DuckDbLoadContext

  constructor(context: DuckDbLoadContext) {
    this.loadedAt = context.loadedAt
    this.#context = context
  }

  async removeFile({ relation, columns }: LoadTable, file: string): Promise<void> {
    if (!Object.hasOwn(columns, FILE)) return
    const table = this.#context.dialect.quoteRelation(relation)
    await this.#send(`delete from ${table} where ${quoteIdentifier(FILE)} = ${quoteText(file)}`)
  }

  async addFile({ relation, columns }: LoadTable, file: DataFile): Promise<number> {
    const table = this.#context.dialect.quoteRelation(relation)
    const sql = `insert into ${table} by name select *${this.#stamps(columns, file)} from (${readFileSql(file, columns)})`
    try {
      return (await this.#send(sql)).rowsChanged ?? 0
    } catch (error) {
      throw this.#toFormatError(error, file, columns)
    }
  }

  async record(entry: LedgerEntry): Promise<void> {
    const { ledger, runId } = this.#context
    await this.#send(recordSql(ledger, entry, this.loadedAt, runId))
  }

  async touch(entry: LedgerEntry): Promise<void> {
    await this.#send(touchSql(this.#context.ledger, entry))
  }

  async forgetOthers({ name }: LoadTable): Promise<void> {
    await this.#send(forgetSql(this.#context.ledger, name, this.loadedAt))
  }

  #stamps(columns: Columns, file: DataFile): string {
    const loadedAt = Object.hasOwn(columns, LOADED_AT) ? `, timestamp ${quoteText(this.loadedAt)} as ${LOADED_AT}` : ''
    const name = Object.hasOwn(columns, FILE) ? `, ${quoteText(file.name)} as ${FILE}` : ''
    return `${loadedAt}${name}`
  }

  #toFormatError(error: unknown, file: DataFile, columns: Columns): unknown {
    if (!isKerrosError(error) || error.code !== 'E_QUERY' || !ABOUT_CONTENT.test(error.message)) return error
    const displayPath = this.#context.files.find((one) => one.file.path === file.path)?.displayPath ?? file.path
    const failed = failedValue(error.message, file, columns)
    const message =
      failed === undefined ? `DuckDB cannot read ${displayPath}: ${error.message}` : `${displayPath}: ${failed}`
    return new KerrosError('E_DATA_FORMAT', message, {
      hint: 'Nothing was loaded. Correct the file, or the columns of the source.',
      cause: error,
      subject: displayPath,
      at: displayPath,
    })
  }

  #send(sql: string): Promise<StatementResult> {
    const { session, signal } = this.#context
    return session.execute(sql, { signal })
  }
}

/** Errors about what the file holds, as opposed to a full disk, say. */
const ABOUT_CONTENT = /^((Conversion|Invalid Input|Out of Range) Error|IO Error: .*(gzip|decompress|inflate))/i

const READ: { readonly [T in DataFileType]: (file: DataFileOf<T>, columns: Columns) => string } = {
  csv: readCsvSql,
  json: readJsonSql,
  parquet: readParquetSql,
}

/** The SELECT that reads a file as columns of given types and fails on invalid values. */
function readFileSql(file: DataFile, columns: Columns): string {
  return (READ[file.type] as (file: DataFile, columns: Columns) => string)(file, columns)
}

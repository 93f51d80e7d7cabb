import type { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'
import { KerrosError } from '../../../core/errors/index.js'
import type { Lease, LeaseHolder } from '../../../core/ports/lease.js'
import { type CommitGate, commitGate } from '../session/commit-gate.js'
import { DuckDbSession } from '../session/duckdb-session.js'
import { quoteIdentifier } from '../text/duckdb-identifier.js'
import { duckDbLiterals } from '../text/duckdb-literals.js'
import { type DuckDbModule, loadDuckDbModule } from '../values/duckdb-module.js'
import type { DuckDbConfig } from './duckdb-config.js'
import { takeDuckDbLease } from './duckdb-lease.js'
import { type FileOpening, openHere } from './files-open-here.js'
import { MemoryEpoch } from './memory-epoch.js'
import { notADatabase, notALog, toOpenError, toSettingsError } from './open-errors.js'
import { databaseFile, isDevice, openedAs, openInstance } from './open-instance.js'
import { sessionSettingsSql, splitSettings } from './session-settings.js'

/** How a database is used. */
export interface DuckDbDatabaseOptions {
  /** The database of the instance that sessions begin in. Default: the instance's own. */
  readonly attached?: string
  /** Whether only kerros' runs write through it, which know what they write. Default: false. */
  readonly isForRuns?: boolean
}

interface OpenDatabase {
  readonly api: DuckDbModule
  readonly instance: DuckDBInstance
  readonly gate: CommitGate
  /** The database, for messages. */
  readonly name: string
  /** `undefined` for a database in memory. */
  readonly file: FileOpening | undefined
  readonly leave: () => void
}

/**
 * A DuckDB database, in memory or in a file. Nothing is loaded or opened before the first {@link connect}.
 *
 * ```ts
 * const database = new DuckDbDatabase({ path: 'target/movielens.duckdb' })
 * const session = await database.connect()
 * const { rows } = await session.query('select title from dev.movies where movie_id = $1', [1])
 * await database.close()
 * ```
 */
export class DuckDbDatabase {
  readonly #config: DuckDbConfig
  readonly #sessionSettings: string
  readonly #isForRuns: boolean
  readonly #sessions = new Set<DuckDbSession>()
  readonly #attached: FileOpening[] = []
  #opening: Promise<OpenDatabase> | undefined
  #epoch: { readonly value: string | undefined; lose(): void } | undefined
  #closed = false

  /**
   * @throws KerrosError `E_CONFIG` when the config contradicts itself.
   */
  constructor(config: DuckDbConfig = {}, { attached, isForRuns = false }: DuckDbDatabaseOptions = {}) {
    const { path, readOnly, instance, settings = {} } = config
    if (instance && (path !== undefined || readOnly !== undefined))
      throw new KerrosError(
        'E_CONFIG',
        'a DuckDB `instance` is already open: `path` and `readOnly` do not apply to it',
        {
          hint: 'Pass either `instance` or `path`.',
        },
      )
    this.#config = config
    this.#isForRuns = isForRuns
    const use = attached === undefined ? '' : `; use ${quoteIdentifier(attached)}`
    this.#sessionSettings = `${sessionSettingsSql(splitSettings(settings).session)}${use}`
  }

  /**
   * Opens a session, and the database with the first one.
   *
   * @throws KerrosError `E_MISSING_DRIVER`, `E_LOCKED`, `E_NOT_PERMITTED`, `E_FILE_NOT_FOUND`, `E_CONFIG` or
   *   `E_CONNECTION`.
   */
  async connect(): Promise<DuckDbSession> {
    const { api, instance, gate } = await this.#opened()
    const connection = await instance.connect()
    await this.#prepare(connection)
    const session = new DuckDbSession(connection, api, gate, (closed) => this.#sessions.delete(closed))
    this.#sessions.add(session)
    return session
  }

  /** Opens the database now, so that its errors are reported now. Throws as {@link connect} does. */
  async open(): Promise<void> {
    await this.#opened()
  }

  /**
   * Lets all sessions read another database file, until this database is closed.
   *
   * @param name The name of its database in SQL.
   * @throws KerrosError `E_LOCKED`, `E_NOT_PERMITTED`, `E_FILE_NOT_FOUND` or `E_CONNECTION`.
   */
  async attach(path: string, name: string): Promise<void> {
    const { instance } = await this.#opened()
    const config = { path, readOnly: true }
    const file = databaseFile(config) ?? path
    if (await isDevice(file)) throw notADatabase(path)
    const opening = openHere(file, true)
    this.#attached.push(opening)
    const connection = await instance.connect()
    try {
      const literal = `'${duckDbLiterals.escapeText(file)}'`
      await connection.run(`attach if not exists ${literal} as ${quoteIdentifier(name)} (read_only)`)
      opening.opened()
    } catch (error) {
      throw toOpenError(error, config)
    } finally {
      connection.disconnectSync()
    }
  }

  /**
   * Takes the right to build in the database, which only one run of this process can have at a time.
   *
   * @throws KerrosError `E_LOCKED` when another run has it; and as {@link connect} does.
   */
  async lease(holder: LeaseHolder): Promise<Lease> {
    const { gate, name } = await this.#opened()
    return takeDuckDbLease(gate, name, holder, () => this.assertInPlace())
  }

  /**
   * Resolves while the path still leads to the file that was opened.
   *
   * @throws KerrosError `E_CONNECTION` when it was removed, moved or replaced: what is written is lost.
   */
  async assertInPlace(): Promise<void> {
    const { name, file } = await this.#opened()
    if (!file || file.isInPlace()) return
    throw new KerrosError(
      'E_CONNECTION',
      `${name} was removed, moved or replaced while it was open: what was written is not in it`,
      { hint: 'Run again, and let nothing touch the file or its folder before the run has ended.' },
    )
  }

  /**
   * An id that is the same for as long as only kerros' runs have changed rows; `undefined` if no one can know that, and
   * before the database is open.
   */
  get epoch(): string | undefined {
    return this.#epoch?.value
  }

  /** Says that rows may be changed unseen from now on: {@link epoch} is `undefined`, and another one the next time. */
  loseEpoch(): void {
    this.#epoch?.lose()
  }

  /** Closes all sessions, stops what they run, writes everything to the file and frees it for other processes. */
  async close(): Promise<void> {
    if (this.#closed) return
    this.#closed = true
    const open = await this.#opening?.catch(() => undefined)
    await Promise.all([...this.#sessions].map((session) => session.close()))
    if (!open) return
    try {
      if (this.#config.instance) return
      if (open.file && !this.#config.readOnly) await writeToFile(open.instance)
      if (open.file?.isLast) open.file.epoch.end()
      open.instance.closeSync()
    } finally {
      open.leave()
      open.file?.close()
      for (const file of this.#attached) file.close()
    }
  }

  async #opened(): Promise<OpenDatabase> {
    if (this.#closed) throw new KerrosError('E_CONNECTION', 'the DuckDB database is closed')
    this.#opening ??= this.#open()
    return this.#opening.catch((error: unknown) => {
      this.#opening = undefined
      throw error
    })
  }

  async #open(): Promise<OpenDatabase> {
    const api = await loadDuckDbModule()
    const { instance: given, readOnly = false } = this.#config
    const path = databaseFile(this.#config)
    if (path !== undefined && (await isDevice(path))) throw notADatabase(path)
    // DuckDB reads it on opening.
    const log = path === undefined ? undefined : `${path}.wal`
    if (log !== undefined && (await isDevice(log))) throw notALog(log)
    const file = path === undefined ? undefined : openHere(path, readOnly, openedAs(this.#config))
    try {
      if (this.#isForRuns) file?.epoch.prepare()
      const instance = (given as DuckDBInstance | undefined) ?? (await openInstance(this.#config, api))
      file?.opened()
      this.#beginEpoch(file)
      const gate = commitGate(path, instance)
      const name = path === undefined ? 'the DuckDB database in memory' : `the DuckDB file "${path}"`
      return { api, instance, gate, name, file, leave: gate.open() }
    } catch (error) {
      file?.close()
      throw error
    }
  }

  /** What writes without being a run may write anything, and others who have the file open cannot know what. */
  #beginEpoch(file: FileOpening | undefined): void {
    const { instance, readOnly = false } = this.#config
    if (!this.#isForRuns) {
      if (!readOnly) file?.epoch.lose()
      return
    }
    file?.epoch.begin()
    if (file || !instance) this.#epoch = file?.epoch ?? new MemoryEpoch()
  }

  async #prepare(connection: DuckDBConnection): Promise<void> {
    try {
      await connection.run(this.#sessionSettings)
    } catch (error) {
      connection.disconnectSync()
      throw toSettingsError(error, this.#config.settings ?? {})
    }
  }
}

/**
 * Writes what is in the write-ahead log to the file. Closing does that, too, but on the thread of JavaScript, which then
 * hears no Ctrl-C: a second for a thousand tables.
 *
 * @see https://duckdb.org/docs/stable/sql/statements/checkpoint
 */
async function writeToFile(instance: DuckDBInstance): Promise<void> {
  const connection = await instance.connect()
  try {
    await connection.run('checkpoint')
  } catch {
    // Another part of this process is writing: the last one to close does it.
  } finally {
    connection.disconnectSync()
  }
}

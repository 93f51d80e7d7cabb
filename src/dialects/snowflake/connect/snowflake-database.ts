import { homedir } from 'node:os'
import { KerrosError } from '../../../core/errors/index.js'
import type { LinkSource, SnowflakeLink } from '../session/snowflake-link.js'
import { SnowflakeSession } from '../session/snowflake-session.js'
import { borrowedSource } from './borrowed-source.js'
import { assertKnownOptions } from './known-options.js'
import type { LoginSurroundings } from './login-environment.js'
import { loginSource } from './login-source.js'
import type { SnowflakeConfig } from './snowflake-config.js'

/** After how long without use a session is asked whether it still lives, in milliseconds. */
const STALE_AFTER = 5 * 60_000

/**
 * The sessions of one account and user: a pool. Nothing is loaded or opened before the first {@link connect}.
 *
 * ```ts
 * const database = new SnowflakeDatabase({ connection: 'prod' })
 * const titles = await database.withSession(async (session) => {
 *   const { rows } = await session.query('select title from movies where movie_id = ?', [1])
 *   return rows
 * })
 * await database.close()
 * ```
 */
export class SnowflakeDatabase {
  readonly #config: SnowflakeConfig
  readonly #around: LoginSurroundings
  readonly #idle: SnowflakeLink[] = []
  readonly #sessions = new Set<SnowflakeSession>()
  readonly #waiting: (() => void)[] = []
  #source: Promise<LinkSource> | undefined
  /** The first login, with which the others fail: a wrong password shall not be sent eight times. */
  #proof: Promise<unknown> | undefined
  #open = 0
  #closed = false

  /**
   * @param around The variables and the home folder to look for options in. Default: those of the process.
   * @throws KerrosError `E_INVALID_OPTION` for an option that does not exist, or for options of a login together with a
   *   `connection` that is open.
   */
  constructor(config: SnowflakeConfig = {}, around: LoginSurroundings = { env: process.env, homeFolder: homedir() }) {
    assertKnownOptions(config)
    this.#config = config
    this.#around = around
    const { connection } = config
    if (typeof connection === 'object') this.#source = Promise.resolve(borrowedSource(connection, config))
  }

  /**
   * Gives a session that is the caller's alone until its `close()`. Waits when `maxSessions` are in use.
   *
   * @throws KerrosError `E_INVALID_OPTION`, `E_FILE_NOT_FOUND`, `E_MISSING_DRIVER` or `E_CONNECTION`.
   */
  async connect(): Promise<SnowflakeSession> {
    const source = await this.#linkSource()
    while (!this.#closed && this.#idle.length === 0 && this.#open >= source.maxLinks)
      await new Promise<void>((resolve) => this.#waiting.push(resolve))
    this.#assertOpen()
    const idle = this.#idle.pop()
    // Taken before anything is waited for, so that two do not take the same place.
    if (!idle) this.#open++
    const link = (idle && (await this.#fresh(idle))) ?? (await this.#opened(source))
    if (this.#closed) await link.dispose()
    this.#assertOpen()
    const session: SnowflakeSession = new SnowflakeSession(link, this.#config.values, (ended) =>
      this.#takeBack(ended, link),
    )
    this.#sessions.add(session)
    return session
  }

  /** Runs `work` with a session of its own, and gives the session back. Throws as {@link connect} does. */
  async withSession<T>(work: (session: SnowflakeSession) => Promise<T>): Promise<T> {
    const session = await this.connect()
    try {
      return await work(session)
    } finally {
      await session.close()
    }
  }

  /** Opens a session, so that errors are reported now. Throws as {@link connect} does. */
  async open(): Promise<void> {
    await this.withSession(async () => {})
  }

  /** What may be shown of the login: account, user, authenticator, role, warehouse, database, schema; never a secret. */
  async about(): Promise<Readonly<Record<string, string>>> {
    return (await this.#linkSource()).about
  }

  /** Cancels what runs, and ends all sessions; afterwards the process can end. A lent connection stays open. */
  async close(): Promise<void> {
    if (this.#closed) return
    this.#closed = true
    for (const wake of this.#waiting.splice(0)) wake()
    await Promise.all([...this.#sessions].map((session) => session.close()))
    await Promise.all(this.#idle.splice(0).map((link) => link.dispose()))
  }

  async #linkSource(): Promise<LinkSource> {
    this.#assertOpen()
    this.#source ??= loginSource(this.#config, this.#around)
    return this.#source.catch((error: unknown) => {
      this.#source = undefined
      throw error
    })
  }

  /** A link that has waited, if it still lives; one that has waited long is asked. */
  async #fresh(link: SnowflakeLink): Promise<SnowflakeLink | undefined> {
    const { connection, idleSince } = link
    if (connection.isUp() && (Date.now() - idleSince < STALE_AFTER || (await connection.isValidAsync()))) return link
    await link.dispose()
    return undefined
  }

  /** A new link, for a place that is counted in `#open` already. */
  async #opened(source: LinkSource): Promise<SnowflakeLink> {
    try {
      if (this.#proof) {
        await this.#proof
        return await source.open(Date.now())
      }
      const first = source.open(Date.now())
      this.#proof = first
      first.catch(() => {
        this.#proof = undefined
      })
      return await first
    } catch (error) {
      this.#open--
      this.#waiting.shift()?.()
      throw error
    }
  }

  async #takeBack(session: SnowflakeSession, link: SnowflakeLink): Promise<void> {
    this.#sessions.delete(session)
    const isKept = !this.#closed && !link.isBroken && link.reconnect !== undefined
    if (isKept) {
      link.idleSince = Date.now()
      this.#idle.push(link)
    } else {
      this.#open--
      await link.dispose()
    }
    this.#waiting.shift()?.()
  }

  #assertOpen(): void {
    if (this.#closed) throw new KerrosError('E_CONNECTION', 'the Snowflake connection is closed')
  }
}

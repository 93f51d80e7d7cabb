import type { Lease } from '../../../core/ports/lease.js'
import type { SnowflakeDatabase } from '../connect/snowflake-database.js'
import type { SnowflakeSession } from '../session/snowflake-session.js'
import { type LeaseRow, leaseHeld, leaseLost } from './lease-row.js'
import { type LeaseTable, RENEW_SECONDS } from './lease-table.js'
import { runTag } from './run-tag.js'

/** Rows of one table that a run holds. */
export interface HeldRows {
  readonly table: LeaseTable
  readonly rows: readonly LeaseRow[]
}

/** The time on both clocks of this machine, in milliseconds. */
export interface ClockTimes {
  readonly performance: number
  readonly date: number
}

/** What a run has taken. */
export interface TakenLease {
  readonly runId: string
  readonly held: readonly HeldRows[]
  /** Before the statement was sent. */
  readonly takenAt: ClockTimes
  /** The names of holders that are gone. */
  readonly takenOverFrom: readonly string[]
}

const RENEW_AFTER = RENEW_SECONDS * 1000

/** A lease that was not renewed for so long, in milliseconds, is looked at before each statement: it may have ended. */
const DOUBT_AFTER = 2 * RENEW_AFTER

/** Rows of `_kerros.leases`, held by one run. */
export class SnowflakeLease implements Lease {
  readonly token: number
  readonly takenOverFrom: readonly string[]
  readonly #database: SnowflakeDatabase
  readonly #runId: string
  readonly #held: readonly HeldRows[]
  /** When it was renewed last: before the statement was sent, so that it ends no later. */
  #renewedAt: ClockTimes
  #renewing: Promise<void> | undefined
  readonly #timer: NodeJS.Timeout

  constructor(database: SnowflakeDatabase, { runId, held, takenAt, takenOverFrom }: TakenLease) {
    this.#database = database
    this.#runId = runId
    this.#held = held
    this.token = Math.max(...held.flatMap(({ rows }) => rows.map(({ token }) => Number(token))))
    this.takenOverFrom = takenOverFrom
    this.#renewedAt = takenAt
    // A long statement does not ask, so the lease is renewed while it runs.
    this.#timer = setInterval(() => void this.#renew().catch(() => {}), RENEW_AFTER)
    this.#timer.unref()
  }

  async ensure(): Promise<void> {
    if (this.#age() >= RENEW_AFTER) await this.#renew()
  }

  /**
   * Resolves while the lease is held, before a statement of `session` is sent. Asks only when the renewals have failed or
   * the machine has slept, and then in that session: another may not be to be had. In a transaction it holds the rows
   * until the end of that, so that no other run takes over in between.
   *
   * @throws KerrosError `E_LOCKED` when another run has taken over.
   */
  async ensureIn(session: SnowflakeSession): Promise<void> {
    if (this.#age() >= DOUBT_AFTER) await this.#renewIn(session)
  }

  async release(): Promise<void> {
    clearInterval(this.#timer)
    await this.#renewing?.catch(() => {})
    await this.#database
      .withSession(async (session) => {
        for (const { table, rows } of this.#held)
          await session.query(table.release(this.#runId, rows), [], { queryTag: runTag(this.#runId) }).catch(() => {})
      })
      .catch(() => {})
  }

  /** How long ago it was renewed, in milliseconds: one clock stops while the machine sleeps, the other is set. */
  #age(): number {
    const { performance: monotonic, date } = this.#renewedAt
    return Math.max(performance.now() - monotonic, Math.abs(Date.now() - date))
  }

  #renew(): Promise<void> {
    this.#renewing ??= this.#database
      .withSession((session) => this.#renewIn(session))
      .finally(() => {
        this.#renewing = undefined
      })
    return this.#renewing
  }

  async #renewIn(session: SnowflakeSession): Promise<void> {
    const began = { performance: performance.now(), date: Date.now() }
    const queryTag = runTag(this.#runId)
    for (const { table, rows } of this.#held) {
      const { rowsChanged } = await session.query(table.renew(this.#runId, rows), [], { queryTag })
      if (rowsChanged === rows.length) continue
      const found = (await session.query<LeaseRow>(table.read(), [], { queryTag })).rows
      const other = found.find(({ run_id }) => run_id !== null && run_id !== this.#runId)
      throw other ? leaseHeld(table.displayName(other), other) : leaseLost(table.database)
    }
    // What a transaction has changed may yet be undone.
    if (!session.inTransaction) this.#renewedAt = began
  }
}

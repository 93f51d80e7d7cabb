import { KerrosError } from '../../../core/errors/index.js'
import type { Lease, LeaseHolder } from '../../../core/ports/lease.js'
import { isMissing } from '../catalog/describe-table.js'
import type { SnowflakeDatabase } from '../connect/snowflake-database.js'
import type { SnowflakeSession } from '../session/snowflake-session.js'
import { LeaseTable, RENEW_SECONDS } from './lease-table.js'

interface LeaseRow {
  readonly run_id: string | null
  readonly holder: string
  readonly token: number
  readonly since: Date | string
  readonly expires_at: Date | string
}

const RENEW_AFTER = RENEW_SECONDS * 1000

/**
 * Takes the lease of a schema: a row of `_kerros.leases`. Snowflake lets one statement at a time change the table, so two
 * runs cannot both get it.
 *
 * @throws KerrosError `E_LOCKED` when another run has it.
 */
export async function takeLease(
  database: SnowflakeDatabase,
  place: { readonly database: string; readonly schema: string },
  holder: LeaseHolder,
): Promise<Lease> {
  const table = new LeaseTable(place.database, place.schema)
  const began = performance.now()
  return database.withSession(async (session) => {
    const { rowsChanged } = await takeOrCreate(session, table, holder)
    const { rows } = await session.query<LeaseRow>(table.read())
    // When two runs make the first row at once, the one with the lesser id stays.
    const holding = rows.find(({ run_id }) => run_id !== null)
    if (rowsChanged && holding?.run_id !== holder.runId) await session.query(table.withdraw(holder.runId))
    if (holding?.run_id !== holder.runId) throw held(place, holding)
    return new SnowflakeLease(database, table, holder, Number(holding.token), began, place)
  })
}

/** Who holds the lease of a schema, unless it is the run that asks; `undefined` when nobody does, or it cannot be told. */
export async function leaseHolderBeside(
  session: SnowflakeSession,
  { database, schema }: { readonly database: string; readonly schema: string },
  runId: string | undefined,
): Promise<string | undefined> {
  try {
    const { rows } = await session.query<LeaseRow>(new LeaseTable(database, schema).read())
    const other = rows.find((row) => row.run_id !== null && row.run_id !== runId)
    return other && `${other.holder} (run ${other.run_id})`
  } catch {
    return undefined
  }
}

async function takeOrCreate(session: SnowflakeSession, table: LeaseTable, holder: LeaseHolder) {
  try {
    return await session.query(table.take(holder))
  } catch (error) {
    if (!isMissing(error)) throw error
    for (const sql of table.create()) await session.query(sql)
    return session.query(table.take(holder))
  }
}

function held(
  { database, schema }: { readonly database: string; readonly schema: string },
  row: LeaseRow | undefined,
): KerrosError {
  const who = row ? ` by ${row.holder} since ${moment(row.since)} (run ${row.run_id})` : ''
  return new KerrosError('E_LOCKED', `${database}.${schema} is being built${who}`, {
    hint: row
      ? `Wait until that run has ended. If it is gone without a word, its lease ends at ${moment(row.expires_at)} and the next run takes over.`
      : 'Run again.',
  })
}

/** @param at Text where the target's option `values` says so. */
function moment(at: Date | string): string {
  const text = typeof at === 'string' ? at : at.toISOString()
  return `${text.slice(0, 19).replace('T', ' ')} UTC`
}

class SnowflakeLease implements Lease {
  readonly token: number
  readonly #database: SnowflakeDatabase
  readonly #table: LeaseTable
  readonly #holder: LeaseHolder
  readonly #place: { readonly database: string; readonly schema: string }
  /** When it was renewed last, on this machine's own clock: before the statement was sent, so that it ends no later. */
  #renewedAt: number
  #renewing: Promise<void> | undefined
  readonly #timer: NodeJS.Timeout

  constructor(
    database: SnowflakeDatabase,
    table: LeaseTable,
    holder: LeaseHolder,
    token: number,
    takenAt: number,
    place: { readonly database: string; readonly schema: string },
  ) {
    this.#database = database
    this.#table = table
    this.#holder = holder
    this.token = token
    this.#renewedAt = takenAt
    this.#place = place
    // A long statement does not ask, so the lease is renewed beside it.
    this.#timer = setInterval(() => void this.#renew().catch(() => {}), RENEW_AFTER)
    this.#timer.unref()
  }

  async ensure(): Promise<void> {
    if (performance.now() - this.#renewedAt >= RENEW_AFTER) await this.#renew()
  }

  async release(): Promise<void> {
    clearInterval(this.#timer)
    await this.#renewing?.catch(() => {})
    const { runId } = this.#holder
    await this.#database.withSession((session) => session.query(this.#table.release(runId, this.token))).catch(() => {})
  }

  #renew(): Promise<void> {
    this.#renewing ??= this.#sendRenewal().finally(() => {
      this.#renewing = undefined
    })
    return this.#renewing
  }

  async #sendRenewal(): Promise<void> {
    const began = performance.now()
    await this.#database.withSession(async (session) => {
      const { rowsChanged } = await session.query(this.#table.renew(this.#holder.runId, this.token))
      if (rowsChanged === 1) {
        this.#renewedAt = began
        return
      }
      const { rows } = await session.query<LeaseRow>(this.#table.read())
      throw held(
        this.#place,
        rows.find(({ run_id }) => run_id !== null),
      )
    })
  }
}

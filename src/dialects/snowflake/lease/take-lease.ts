import type { LeaseRequest } from '../../../core/ports/lease.js'
import type { SchemaPlace } from '../../../core/relations/relation.js'
import { isMissing } from '../catalog/describe-table.js'
import { ensureSchema } from '../catalog/ensure-schema.js'
import type { SnowflakeDatabase } from '../connect/snowflake-database.js'
import type { SnowflakeSession } from '../session/snowflake-session.js'
import { foldIdentifier } from '../text/snowflake-identifier.js'
import { endRun } from './end-run.js'
import { goOnUnless, type LeaseRow, leaseHeld, leaseMissed, parseHolder } from './lease-row.js'
import { LeaseTable, MEMORY_SCHEMA } from './lease-table.js'
import { runTag } from './run-tag.js'
import { type HeldRows, SnowflakeLease } from './snowflake-lease.js'

/** How often the rows are asked for: the first time they are made, and runs that are gone make room after that. */
const ATTEMPTS = 5

/** The names of holders that are gone, by their runs. */
type GoneHolders = ReadonlyMap<string, string>

/** The rows of a table that a run has got, and the holders that are known to be gone by then. */
interface TakenRows extends HeldRows {
  readonly gone: GoneHolders
}

/**
 * Takes the leases of schemas: rows of `_kerros.leases` in each of their databases, those of one database in one
 * statement. Snowflake lets one statement at a time change the table, so two runs cannot both get a row. No run waits for
 * another, so none can wait for each other.
 *
 * A holder on this machine whose process has ended is replaced immediately, after what it left running in Snowflake
 * has been ended; any other, when its lease has run out.
 *
 * @throws KerrosError `E_LOCKED` when another run has one of them, `E_CANCELLED` when the signal says so; then none is held.
 */
export async function takeSnowflakeLease(database: SnowflakeDatabase, request: LeaseRequest): Promise<SnowflakeLease> {
  const takenAt = { performance: performance.now(), date: Date.now() }
  return database.withSession(async (session) => {
    const { runId } = request.holder
    const taken: TakenRows[] = []
    const gone = (): GoneHolders => taken.at(-1)?.gone ?? new Map()
    try {
      for (const table of tablesOf(request.schemas)) taken.push(await takeRows(session, table, request, gone()))
    } catch (error) {
      for (const held of taken) await release(session, held, runId)
      throw error
    }
    return new SnowflakeLease(database, { runId, held: taken, takenAt, takenOverFrom: [...gone().values()] })
  })
}

/** Who holds the lease of a schema, unless it is the run that asks; `undefined` when no run does, or it is not known. */
export async function leaseHolderBeside(
  session: SnowflakeSession,
  place: SchemaPlace,
  runId: string | undefined,
): Promise<string | undefined> {
  try {
    const { rows } = await session.query<LeaseRow>(new LeaseTable(place.database, [place]).read())
    const other = rows.find((row) => row.run_id !== null && row.run_id !== runId)
    return other && `${parseHolder(other.holder).name} (run ${other.run_id})`
  } catch {
    return undefined
  }
}

/** One table for each database, in an order that is the same for all runs. */
function tablesOf(schemas: readonly SchemaPlace[]): readonly LeaseTable[] {
  const places = new Map<string, SchemaPlace[]>()
  for (const place of schemas) {
    const key = foldIdentifier(place.database)
    places.set(key, [...(places.get(key) ?? []), place])
  }
  return [...places].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, list]) => new LeaseTable(list[0]!.database, list))
}

/**
 * Takes all rows of a table, or releases those that it has got when it cannot have the others.
 *
 * @param known Holders that are known to be gone.
 */
async function takeRows(
  session: SnowflakeSession,
  table: LeaseTable,
  { holder, isGone, signal }: LeaseRequest,
  known: GoneHolders,
): Promise<TakenRows> {
  const queryTag = runTag(holder.runId)
  let gone = known
  let own: readonly LeaseRow[] = []
  try {
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      goOnUnless(signal)
      await takeOrCreate(session, table, table.take(holder, [...gone.keys()]), queryTag)
      const { rows } = await session.query<LeaseRow>(table.read(), [], { queryTag })
      own = rows.filter(({ run_id }) => run_id === holder.runId)
      const others = rows.filter(({ run_id }) => run_id !== null && run_id !== holder.runId)
      if (own.length > 0 && own.length === rows.length) return { table, rows: own, gone }
      // Another one's process is looked for first: it costs nothing.
      const living = others.find((row) => !isGoneHolder(row, isGone))
      if (living) throw leaseHeld(table.displayName(living), living, undefined)
      const left = others.filter((row) => !gone.has(row.run_id!))
      const { ended, blocking } = await endRuns(session, table, left, signal)
      gone = new Map([...gone, ...ended])
      if (blocking) throw leaseHeld(table.displayName(blocking.row), blocking.row, blocking.reason)
    }
    throw leaseMissed(table.database)
  } catch (error) {
    await release(session, { table, rows: own }, holder.runId)
    throw error
  }
}

/** Gives rows back as well as it can: those that stay run out by themselves. */
async function release(session: SnowflakeSession, { table, rows }: HeldRows, runId: string): Promise<void> {
  if (rows.length > 0) await session.query(table.release(runId, rows)).catch(() => {})
}

function isGoneHolder({ holder }: LeaseRow, isGone: LeaseRequest['isGone']): boolean {
  const { process } = parseHolder(holder)
  return process !== undefined && isGone(process)
}

/**
 * Ends what runs have left that are gone. @returns Those that are ended, and the first that may still write, with the
 * reason.
 */
async function endRuns(
  session: SnowflakeSession,
  { database }: LeaseTable,
  rows: readonly LeaseRow[],
  signal: AbortSignal | undefined,
): Promise<{ readonly ended: GoneHolders; readonly blocking?: { readonly row: LeaseRow; readonly reason: string } }> {
  const ended = new Map<string, string>()
  for (const row of rows) {
    const runId = row.run_id!
    if (ended.has(runId)) continue
    const reason = await endRun(session, database, runId, signal)
    if (reason !== undefined) return { ended, blocking: { row, reason } }
    ended.set(runId, parseHolder(row.holder).name)
  }
  return { ended }
}

async function takeOrCreate(
  session: SnowflakeSession,
  table: LeaseTable,
  sql: string,
  queryTag: string,
): Promise<void> {
  try {
    await session.query(sql, [], { queryTag })
  } catch (error) {
    if (!isMissing(error)) throw error
    const { database } = table
    await ensureSchema((each) => session.query(each), { database, schema: MEMORY_SCHEMA })
    await session.query(table.create())
    await session.query(sql, [], { queryTag })
  }
}

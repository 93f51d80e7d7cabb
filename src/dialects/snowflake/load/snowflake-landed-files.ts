import { isKerrosError, KerrosError } from '../../../core/errors/index.js'
import type { LoadTransactionOptions } from '../../../core/ports/file-loader.js'
import type { WarehouseSession } from '../../../core/ports/warehouse.js'
import type { Relation } from '../../../core/relations/relation.js'
import { quoteRelation } from '../text/quote-relation.js'
import { copyReport, copySql } from './snowflake-copy.js'
import { SnowflakeFormats } from './snowflake-formats.js'
import { checkLandingSql, checkName, createLandingSql, type LandingCheck, landingChecks } from './snowflake-landing.js'
import { landingOf } from './snowflake-landings.js'
import { assertSameObject, type StagedFile } from './snowflake-staged-files.js'

/** A file whose rows, as text, are in a table that only this session sees. */
export interface LandedFile {
  readonly staged: StagedFile
  /** The landing table's name in SQL. */
  readonly landing: string
  readonly rows: number
  /** The id of the COPY INTO. */
  readonly queryId: string
  /** The id with which it was sent. */
  readonly requestId: string
  /** How long its upload, its COPY INTO and the look at every field took, in milliseconds. */
  readonly preparedMs: number
  /** Why the rows cannot be added: reported when they are to be added, so that the file is then read record by record. */
  readonly failure: Error | undefined
}

/** The landing tables of one load. */
export class LandingTables {
  readonly #session: WarehouseSession
  readonly #place: Relation
  readonly #created: string[] = []

  /** @param place Where they are: a name that is unique to the load, to which a number is added. */
  constructor(session: WarehouseSession, place: Relation) {
    this.#session = session
    this.#place = place
  }

  /**
   * Copies staged files into landing tables and checks every field there. Files after one that fails are left out: nothing
   * of the load will stay.
   */
  async land(staged: readonly StagedFile[], options: LoadTransactionOptions): Promise<readonly LandedFile[]> {
    const formats = new SnowflakeFormats(this.#session)
    const landed: LandedFile[] = []
    for (const file of staged) {
      const landing = quoteRelation({ ...this.#place, name: `${this.#place.name}_${this.#created.length + 1}` })
      const format = file.load.file.isRewritten ? REWRITTEN : await formats.optionsOf(file.load.table)
      const startedAt = performance.now()
      this.#created.push(landing)
      const result = await landFile(this.#session, file, { landing, format }, options)
      landed.push({ ...result, preparedMs: file.uploadMs + performance.now() - startedAt })
      if (result.failure !== undefined) break
    }
    return landed
  }

  /**
   * Drops the tables. They are temporary and go with the session, but the session may live on, for example on a connection
   * that was passed in.
   *
   * @param isStopped Whether the user is waiting for the end.
   */
  async drop(isStopped: boolean): Promise<void> {
    const signal = isStopped ? AbortSignal.timeout(CLEAR_WITHIN) : undefined
    for (const landing of this.#created)
      if (!signal?.aborted) await this.#session.execute(`drop table if exists ${landing}`, { signal }).catch(() => {})
  }
}

/** How kerros' own copies are written, for table files of any format. */
const REWRITTEN = landingOf('csv').formatOptions({ type: 'csv', skipHeader: 0 }).join(' ')

/** How long clearing up may go on after Ctrl-C, in milliseconds. */
const CLEAR_WITHIN = 2000

/** Where a file lands, and the options in SQL by which it is read. */
interface FileLanding {
  readonly landing: string
  readonly format: string
}

async function landFile(
  session: WarehouseSession,
  staged: StagedFile,
  { landing, format }: FileLanding,
  options: LoadTransactionOptions,
): Promise<Omit<LandedFile, 'preparedMs'>> {
  const { signal } = options
  const { file, table } = staged.load
  const none = { staged, landing, rows: 0, queryId: '', requestId: '' }
  const { columns, fields } = landingOf(file.type)
  let changed: unknown
  await session.execute(createLandingSql(landing, columns(file)), { signal })
  try {
    const copy = copySql(landing, staged.stage.sql, staged.name, format)
    const result = await session.execute(copy, { signal })
    const { rowsLoaded } = copyReport(result, staged.load.displayPath)
    await assertSameObject(staged, options).catch((error: unknown) => {
      changed = error
      throw error
    })
    const checks = landingChecks(fields(file, table.columns), table.columns)
    const found = (await session.execute(checkLandingSql(landing, checks), { signal })).rows[0] ?? {}
    const landed = Number(found['landed'])
    const failed = checks.find((_, i) => Number(found[checkName(i)]) !== 0)
    const failure = landed === rowsLoaded ? wrongRow(failed, staged) : lostRows(landed, rowsLoaded, staged)
    const { queryId = '', requestId = '' } = result
    return { staged, landing, rows: landed, queryId, requestId, failure }
  } catch (error) {
    // Nothing is wrong with the file itself: reading it record by record would find nothing.
    if (error === changed) throw error
    const failure = aboutContent(error, staged)
    if (failure === undefined) throw error
    return { ...none, failure }
  }
}

function wrongRow(failed: LandingCheck | undefined, { load }: StagedFile): KerrosError | undefined {
  return failed && dataError(`${load.displayPath}: ${failed.message}`)
}

function lostRows(landed: number, loaded: number, { load }: StagedFile): KerrosError {
  return dataError(`Snowflake says that it loaded ${loaded} rows of ${load.displayPath}, of which ${landed} are there`)
}

/** Failures that no look at the file explains. */
const ABOUT_ACCESS = /does not exist|not authorized|[Ii]nsufficient privileges|[Aa]ccess [Dd]enied|[Ff]ailed to access/

function aboutContent(error: unknown, { load }: StagedFile): KerrosError | undefined {
  if (!isKerrosError(error)) return undefined
  if (error.code === 'E_DATA_FORMAT') return error
  if (error.code !== 'E_QUERY' || ABOUT_ACCESS.test(error.message)) return undefined
  return dataError(`Snowflake cannot read ${load.displayPath}: ${error.message}`, error)
}

function dataError(message: string, cause?: unknown): KerrosError {
  return new KerrosError('E_DATA_FORMAT', message, {
    hint: 'Nothing was loaded. Correct the file, or the columns of the source.',
    cause,
  })
}

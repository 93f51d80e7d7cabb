import { stat } from 'node:fs/promises'
import { KerrosError } from '../../../core/errors/index.js'
import type { LoadFile, LoadTransactionOptions } from '../../../core/ports/file-loader.js'
import type { UploadedFile, UploadProgress } from '../../../core/ports/file-store.js'
import type { WarehouseSession } from '../../../core/ports/warehouse.js'
import { landingOf } from './snowflake-landings.js'
import { assertPutPath, putName, putSql } from './snowflake-put.js'
import type { ReadyStage, SnowflakeStages } from './snowflake-stages.js'

/** A file in a stage. */
export interface StagedFile {
  readonly load: LoadFile
  readonly stage: Omit<ReadyStage, 'url'>
  /** The name in the stage. */
  readonly name: string
  /** What the store says of it; `undefined` in a stage inside of Snowflake. */
  readonly stored: UploadedFile | undefined
  /** How long its upload took, or the check that it is there; in milliseconds, without waiting for others. */
  readonly uploadMs: number
}

/** Puts the files of a load into their stages: those in S3 at the same time, those inside of Snowflake one by one. */
export async function stageFiles(
  session: WarehouseSession,
  stages: SnowflakeStages,
  options: LoadTransactionOptions,
): Promise<readonly StagedFile[]> {
  const { files, store, signal, onUpload } = options
  const placed: { readonly load: LoadFile; readonly stage: ReadyStage }[] = []
  for (const load of files) placed.push({ load, stage: await stages.stageOf(load.table) })
  // One that fails stops the others, whose parts stay for the next time.
  const failed = new AbortController()
  const either = signal ? AbortSignal.any([signal, failed.signal]) : failed.signal
  const uploads = placed.map(async ({ load, stage }) => {
    if (stage.url === undefined) return undefined
    const { file, displayPath } = load
    const url = `${stage.url}${file.name}`
    // The store knows when it begins with the file.
    let uploadMs = 0
    const onProgress = (progress: UploadProgress): void => {
      uploadMs = progress.durationMs
      onUpload?.(load, progress)
    }
    try {
      const stored = await store.put({ path: file.path, displayPath, url }, { signal: either, onProgress })
      return { stored, uploadMs }
    } catch (error) {
      failed.abort()
      throw error
    }
  })
  const uploaded = await firstFailure(uploads)
  const staged: StagedFile[] = []
  for (const [i, { load, stage }] of placed.entries()) {
    const about = { load, stage }
    const upload = uploaded[i]
    if (upload) staged.push({ ...about, name: load.file.name, ...upload })
    else staged.push({ ...about, ...(await putFile(session, load, stage, options)) })
  }
  return staged
}

/** Says that an object is still what was uploaded, once it was read. */
export async function assertSameObject(
  { stored, load }: StagedFile,
  { store, signal }: LoadTransactionOptions,
): Promise<void> {
  if (!stored) return
  const now = await store.stat(stored.url, { signal })
  if (now?.etag === stored.etag && now.size === stored.size) return
  throw new KerrosError(
    'E_DATA_FORMAT',
    `${stored.url} was ${now ? 'changed' : 'removed'} while ${load.displayPath} was loaded`,
    {
      hint: 'Nothing was loaded. Load again when nothing else writes to the folder of the stage.',
    },
  )
}

/** The driver sends the file without reporting progress: only its start and its end are reported. */
async function putFile(
  session: WarehouseSession,
  load: LoadFile,
  stage: ReadyStage,
  { signal, onUpload }: LoadTransactionOptions,
): Promise<Pick<StagedFile, 'name' | 'stored' | 'uploadMs'>> {
  const { file, displayPath } = load
  assertPutPath(file.path, displayPath)
  const { size } = await stat(file.path)
  const startedAt = performance.now()
  const tell = (bytes: number): number => {
    const durationMs = performance.now() - startedAt
    onUpload?.(load, { url: stage.displayPath, bytes, size, sent: bytes, durationMs })
    return durationMs
  }
  tell(0)
  const sql = putSql(file.path, stage.sql, landingOf(file.type).isPacked)
  const name = putName(await session.execute(sql, { signal }), displayPath)
  return { name, stored: undefined, uploadMs: tell(size) }
}

/** Waits for all, so that nothing goes on in the background, and throws the failure that came first. */
async function firstFailure<T>(promises: readonly Promise<T>[]): Promise<readonly T[]> {
  let failure: { readonly error: unknown } | undefined
  const noted = promises.map((promise) =>
    promise.catch((error: unknown) => {
      failure ??= { error }
      throw error
    }),
  )
  const settled = await Promise.allSettled(noted)
  if (failure) throw failure.error
  return settled.map((result) => (result as PromiseFulfilledResult<T>).value)
}

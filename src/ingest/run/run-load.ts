import { dirname } from 'node:path'
import { DiagnosticsError, isKerrosError, KerrosError } from '../../core/errors/index.js'
import type { DataFile } from '../../core/ports/data-file.js'
import type {
  FileLoader,
  Ledger,
  LoadFile,
  LoadTable,
  LoadTransaction,
  LoadTransactionOptions,
} from '../../core/ports/file-loader.js'
import type { FileStore } from '../../core/ports/file-store.js'
import { readerOf } from '../check/format-readers.js'
import { checkOtherFiles } from '../plan/check-other-files.js'
import { digestFile } from '../plan/digest-file.js'
import { fileState } from '../plan/file-state.js'
import type { LoadedFile, LoadedTable, LoadPlan, LoadReporter } from '../plan/load-result.js'
import type { PlannedFile, PlannedLoad, PlannedTable } from '../plan/planned-load.js'
import { CopyFolders, type CopyOwner } from './copy-folders.js'
import { type RewrittenFile, rewriteFile } from './rewrite-file.js'

/** How a planned load is run. */
export interface RunLoadOptions {
  readonly runId: string
  readonly store: FileStore
  readonly reporter: LoadReporter | undefined
  readonly signal: AbortSignal | undefined
  /** The process that makes copies of files. */
  readonly owner: CopyOwner
}

/** What a load has written. */
export interface LoadOutcome {
  readonly loadedAt: string | undefined
  readonly tables: readonly LoadedTable[]
}

/**
 * Loads what was planned, in one transaction. If the engine refuses a file or may misread it, the file is read record by
 * record: either its first errors are reported, or, if it is valid but unusual (mixed line ends, `1.5e3`), everything is
 * loaded once more with a plain copy of it.
 *
 * @throws DiagnosticsError `E_DATA_FORMAT` with file, line and column; then nothing is loaded.
 */
export async function runLoad(
  { tables: planned, ledger }: PlannedLoad,
  loader: FileLoader,
  options: RunLoadOptions,
): Promise<LoadOutcome> {
  const hasWork = planned.some(({ table, files }) => table.isRebuilt || files.some(isToRecord))
  if (!hasWork) return { loadedAt: undefined, tables: planned.map((table) => unchangedTable(table, options.reporter)) }
  options.reporter?.onLoadStart?.(loadPlan(planned))
  const copies = new Map<string, RewrittenFile>()
  const folders = await CopyFolders.open(options.owner)
  try {
    for (;;) {
      try {
        return await loadOnce(withCopies(planned, copies), { ...options, ledger, loader, copies, folders })
      } catch (error) {
        if (error instanceof DiagnosticsError) throw await withOthers(error, planned, options.signal)
        if (!(error instanceof SoundFileRefused)) throw error
        copies.set(error.path, error.copy)
      }
    }
  } finally {
    await folders.close()
  }
}

async function loadOnce(planned: readonly PlannedTable[], options: Omit<RunningLoad, 'load'>): Promise<LoadOutcome> {
  const hasRows = planned.some(({ files }) => files.some((file) => file.data))
  const tables = planned.map(({ table }) => table)
  return options.loader.transaction(
    tables,
    async (load) => ({
      loadedAt: hasRows ? load.loadedAt : undefined,
      tables: await loadTables(planned, { ...options, load }),
    }),
    { ...options, files: filesToAdd(planned), onUpload: uploadReporter(options.reporter) },
  )
}

/** Copies of files by the files' paths. */
type Copies = ReadonlyMap<string, RewrittenFile>

interface RunningLoad extends RunLoadOptions {
  readonly load: LoadTransaction
  readonly ledger: Ledger
  readonly loader: FileLoader
  readonly copies: Copies
  readonly folders: CopyFolders
}

function withCopies(planned: readonly PlannedTable[], copies: Copies): readonly PlannedTable[] {
  if (copies.size === 0) return planned
  return planned.map((one) => ({
    ...one,
    files: one.files.map((file) => ({ ...file, data: file.data && (copies.get(file.path)?.file ?? file.data) })),
  }))
}

/** The load ends at the first invalid file; the files after it are still checked. */
async function withOthers(
  error: DiagnosticsError,
  planned: readonly PlannedTable[],
  signal: AbortSignal | undefined,
): Promise<DiagnosticsError> {
  const others = await checkOtherFiles(planned, error.diagnostics, signal)
  return others.length > 0 ? new DiagnosticsError([...error.diagnostics, ...others], 'the load') : error
}

function loadPlan(planned: readonly PlannedTable[]): LoadPlan {
  const files = planned.flatMap(({ table, files }) =>
    files.flatMap(({ name, data, state }) => (data ? [{ table: table.name, file: name, size: state.size }] : [])),
  )
  return { files }
}

function filesToAdd(planned: readonly PlannedTable[]): readonly LoadFile[] {
  return planned.flatMap(({ table, files }) =>
    files.flatMap(({ data, displayPath }) => (data ? [{ table, file: data, displayPath }] : [])),
  )
}

function uploadReporter(reporter: LoadReporter | undefined): LoadTransactionOptions['onUpload'] {
  return ({ table, file }, progress) => reporter?.onUploadProgress?.(table.name, file.name, progress)
}

/** Thrown to start over: the engine refused a file whose records are all valid, or may misread it. */
class SoundFileRefused extends Error {
  readonly path: string
  readonly copy: RewrittenFile

  constructor(path: string, copy: RewrittenFile) {
    super('the file is valid')
    this.path = path
    this.copy = copy
  }
}

/** Of a file that was touched but has the same content, only the new time is recorded. */
function isToRecord({ data, state, entry }: PlannedFile): boolean {
  return data !== undefined || state.modifiedAt !== entry?.modifiedAt
}

async function loadTables(planned: readonly PlannedTable[], running: RunningLoad): Promise<readonly LoadedTable[]> {
  const tables: LoadedTable[] = []
  for (const { table, files, gone } of planned) {
    const loaded: LoadedFile[] = []
    for (const file of files) loaded.push(await loadFile(table, file, running))
    if (table.isRebuilt) await running.load.forgetOthers(table)
    tables.push({ table: table.name, files: loaded, gone })
  }
  return tables
}

async function loadFile(table: LoadTable, file: PlannedFile, running: RunningLoad): Promise<LoadedFile> {
  const startedAt = performance.now()
  const { load, copies, reporter, signal } = running
  const { name, path, displayPath, data, state, status, entry, warnings } = file
  if (!data) {
    if (entry && isToRecord(file)) await load.touch({ ...entry, ...state })
    return unchangedFile(file, table, reporter)
  }
  reporter?.onFileStart?.(table.name, name)
  if (!table.isRebuilt) await load.removeFile(table, name)
  const onBytes = (bytes: number): void => reporter?.onFileProgress?.(table.name, name, { bytes, size: state.size })
  // The number of rows of a copy is known.
  const copy = copies.get(path)
  const original = copy?.original ?? data
  const counter = readerOf(original.type).counter(original, table.columns)
  const digest = digestFile(path, displayPath, { isCompressed: original.isCompressed, counter, signal, onBytes })
  const [rows, sha256] = await Promise.all([addFile(table, data, file, running), digest])
  if (copy ? copy.rows !== rows : !counter.agrees(rows)) await countAgain(table, data, { ...file, rows }, running)
  await assertSame(file)
  await load.record({ table: table.name, file: name, ...state, sha256, rows })
  const durationMs = performance.now() - startedAt + (load.preparedMs?.(table, data) ?? 0)
  const result = { file: name, status, rows, warnings: [...warnings, ...(counter.warnings?.() ?? [])], durationMs }
  reporter?.onFileEnd?.(table.name, result)
  return result
}

async function addFile(
  table: LoadTable,
  data: DataFile,
  { path, displayPath }: PlannedFile,
  running: RunningLoad,
): Promise<number> {
  try {
    return await running.load.addFile(table, data)
  } catch (error) {
    if (!isKerrosError(error) || error.code !== 'E_DATA_FORMAT' || data.isRewritten) throw error
    const copy = await soundCopy(table, data, displayPath, running)
    if (copy) throw new SoundFileRefused(path, copy)
    throw error
  }
}

/** The fast count can be wrong about unusual files; checking each record is not. */
async function countAgain(
  table: LoadTable,
  data: DataFile,
  { path, displayPath, rows }: PlannedFile & { readonly rows: number },
  running: RunningLoad,
): Promise<void> {
  const copy = data.isRewritten ? undefined : await soundCopy(table, data, displayPath, running)
  if (copy && (copy.rows !== rows || running.loader.needsProof(data))) throw new SoundFileRefused(path, copy)
  if (copy) return running.folders.remove(dirname(copy.file.path))
  throw new KerrosError('E_DATA_FORMAT', `${displayPath} does not have the ${rows} rows that the engine has read`, {
    hint: 'Nothing was loaded. Write the file again.',
    subject: displayPath,
    at: displayPath,
  })
}

/**
 * A copy of a file whose records are all valid.
 *
 * @returns `undefined` if only an engine can read the file.
 * @throws DiagnosticsError with what is wrong.
 */
async function soundCopy(
  { columns }: LoadTable,
  data: DataFile,
  displayPath: string,
  { folders, signal }: RunningLoad,
): Promise<RewrittenFile | undefined> {
  const copy = await rewriteFile({ file: data, columns, displayPath }, folders, signal)
  if (copy && 'diagnostics' in copy) throw new DiagnosticsError(copy.diagnostics, displayPath)
  return copy
}

async function assertSame({ path, displayPath, state }: PlannedFile): Promise<void> {
  const now = await fileState(path, displayPath)
  if (now.size === state.size && now.modifiedAt === state.modifiedAt) return
  throw new KerrosError('E_DATA_FORMAT', `${displayPath} was changed while it was read`, {
    hint: 'Nothing was loaded. Load again when nothing writes to the folder.',
    subject: displayPath,
    at: displayPath,
  })
}

function unchangedFile({ name, entry, status }: PlannedFile, table: LoadTable, reporter?: LoadReporter): LoadedFile {
  const result = { file: name, status, rows: entry?.rows ?? 0, warnings: [], durationMs: 0 }
  reporter?.onFileEnd?.(table.name, result)
  return result
}

function unchangedTable({ table, files, gone }: PlannedTable, reporter: LoadReporter | undefined): LoadedTable {
  return { table: table.name, files: files.map((file) => unchangedFile(file, table, reporter)), gone }
}

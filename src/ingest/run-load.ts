import { DiagnosticsError, isKerrosError, KerrosError } from '../core/errors/index.js'
import type { DataFile } from '../core/ports/data-file.js'
import type {
  FileLoader,
  LoadFile,
  LoadTable,
  LoadTransaction,
  LoadTransactionOptions,
} from '../core/ports/file-loader.js'
import type { FileStore } from '../core/ports/file-store.js'
import { checkRecords } from './check-records.js'
import { digestFile } from './digest-file.js'
import { readerOf } from './file-readers.js'
import { fileState } from './file-state.js'
import type { LoadedFile, LoadedTable, LoadReporter } from './load-result.js'
import type { PlannedFile, PlannedTable } from './plan-load.js'
import { problemsOfOthers } from './problems-of-others.js'

export interface RunLoadOptions {
  readonly runId: string
  readonly store: FileStore
  readonly reporter: LoadReporter | undefined
  readonly signal: AbortSignal | undefined
}

/** What a load wrote. */
export interface LoadOutcome {
  readonly loadedAt: string | undefined
  readonly tables: readonly LoadedTable[]
}

/**
 * Loads what was planned, in one transaction. A file that the engine refuses is looked at record by record: either its
 * first problems are told, or, when it is sound but unusual (mixed line ends), everything is loaded once more with it
 * marked as checked.
 *
 * @throws DiagnosticsError `E_DATA_FORMAT` with file, line and column; nothing is loaded then.
 */
export async function runLoad(
  planned: readonly PlannedTable[],
  loader: FileLoader,
  options: RunLoadOptions,
): Promise<LoadOutcome> {
  const hasWork = planned.some(({ table, files }) => table.isRebuilt || files.some(isToRecord))
  if (!hasWork) return { loadedAt: undefined, tables: planned.map((table) => unchangedTable(table, options.reporter)) }
  const hasRows = planned.some(({ files }) => files.some((file) => file.data))
  const checked = new Set<string>()
  for (;;) {
    try {
      const tables = planned.map(({ table }) => table)
      return await loader.transaction(
        tables,
        async (load) => ({
          loadedAt: hasRows ? load.loadedAt : undefined,
          tables: await loadTables(planned, load, checked, options),
        }),
        { ...options, files: filesToAdd(planned), onUpload: uploadReporter(options.reporter) },
      )
    } catch (error) {
      if (error instanceof DiagnosticsError) throw await withOthers(error, planned, options.signal)
      if (!(error instanceof SoundFileRefused)) throw error
      checked.add(error.path)
    }
  }
}

/** The load ends at the first file that is wrong: those behind it are looked at all the same. */
async function withOthers(
  error: DiagnosticsError,
  planned: readonly PlannedTable[],
  signal: AbortSignal | undefined,
): Promise<DiagnosticsError> {
  const others = await problemsOfOthers(planned, error.diagnostics, signal)
  return others.length > 0 ? new DiagnosticsError([...error.diagnostics, ...others], 'the load') : error
}

function filesToAdd(planned: readonly PlannedTable[]): readonly LoadFile[] {
  return planned.flatMap(({ table, files }) =>
    files.flatMap(({ data, shown }) => (data ? [{ table, file: data, shown }] : [])),
  )
}

function uploadReporter(reporter: LoadReporter | undefined): LoadTransactionOptions['onUpload'] {
  return ({ table, file }, progress) => reporter?.onUploadProgress?.(table.name, file.name, progress)
}

/** Thrown to begin again: the engine refused a file in which every record is as it should be. */
class SoundFileRefused extends Error {
  readonly path: string

  constructor(path: string) {
    super('the file is sound')
    this.path = path
  }
}

/** A file that was touched, but has the same content, only gets its new time written down. */
function isToRecord({ data, state, entry }: PlannedFile): boolean {
  return data !== undefined || state.modifiedAt !== entry?.modifiedAt
}

async function loadTables(
  planned: readonly PlannedTable[],
  load: LoadTransaction,
  checked: ReadonlySet<string>,
  options: RunLoadOptions,
): Promise<readonly LoadedTable[]> {
  const tables: LoadedTable[] = []
  for (const { table, files, gone } of planned) {
    const loaded: LoadedFile[] = []
    for (const file of files) loaded.push(await loadFile(table, file, load, checked, options))
    if (table.isRebuilt) await load.forgetOthers(table)
    tables.push({ table: table.name, files: loaded, gone })
  }
  return tables
}

async function loadFile(
  table: LoadTable,
  file: PlannedFile,
  load: LoadTransaction,
  checked: ReadonlySet<string>,
  { reporter, signal }: RunLoadOptions,
): Promise<LoadedFile> {
  const startedAt = performance.now()
  const { name, path, shown, data, state, status, entry, warnings } = file
  if (!data) {
    if (entry && isToRecord(file)) await load.touch({ ...entry, ...state })
    return unchangedFile(file, table, reporter)
  }
  reporter?.onFileStart?.(table.name, name)
  const source = { ...data, isChecked: checked.has(path) }
  if (!table.isRebuilt) await load.removeFile(table, name)
  const onBytes = (bytes: number): void => reporter?.onFileProgress?.(table.name, name, { bytes, size: state.size })
  const { isCompressed } = data
  const counter = readerOf(data.type).counter(data, table.columns)
  const [rows, sha256] = await Promise.all([
    addFile(table, source, shown, load, signal),
    digestFile(path, shown, { isCompressed, counter, signal, onBytes }),
  ])
  if (!counter.agrees(rows)) await countAgain(table, source, shown, rows, signal)
  await assertSame(file)
  await load.record({ table: table.name, file: name, ...state, sha256, rows })
  const durationMs = performance.now() - startedAt + (load.preparedMs?.(table, source) ?? 0)
  const result = { file: name, status, rows, warnings, durationMs }
  reporter?.onFileEnd?.(table.name, result)
  return result
}

async function addFile(
  table: LoadTable,
  file: DataFile,
  shown: string,
  load: LoadTransaction,
  signal: AbortSignal | undefined,
): Promise<number> {
  try {
    return await load.addFile(table, file)
  } catch (error) {
    if (!isKerrosError(error) || error.code !== 'E_DATA_FORMAT') throw error
    const found = await checkRecords(file, table.columns, shown, signal)
    if (found && found.problems.length > 0) throw new DiagnosticsError(found.problems, shown)
    if (file.isChecked || !readerOf(file.type).hasLenientReading) throw error
    throw new SoundFileRefused(file.path)
  }
}

/** The fast count can be wrong about unusual files; the look at each record is not. */
async function countAgain(
  table: LoadTable,
  file: DataFile,
  shown: string,
  rows: number,
  signal: AbortSignal | undefined,
): Promise<void> {
  const found = await checkRecords(file, table.columns, shown, signal)
  if (found && found.problems.length > 0) throw new DiagnosticsError(found.problems, shown)
  if (found?.rows === rows) return
  if (!file.isChecked && readerOf(file.type).hasLenientReading) throw new SoundFileRefused(file.path)
  const has = found ? `${found.rows}` : 'other'
  throw new KerrosError('E_DATA_FORMAT', `${shown} has ${has} rows, and ${rows} were read`, {
    hint: 'Nothing was loaded. Write the file anew; a CSV file with one kind of line end and standard quotes.',
    at: shown,
  })
}

async function assertSame({ path, shown, state }: PlannedFile): Promise<void> {
  const now = await fileState(path, shown)
  if (now.size === state.size && now.modifiedAt === state.modifiedAt) return
  throw new KerrosError('E_DATA_FORMAT', `${shown} was changed while it was read`, {
    hint: 'Nothing was loaded. Load again when nothing writes to the folder.',
    at: shown,
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

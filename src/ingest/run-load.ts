import type { Columns } from '../core/columns/index.js'
import { DiagnosticsError, isKerrosError, KerrosError } from '../core/errors/index.js'
import type {
  CsvFile,
  FileLoader,
  LoadFile,
  LoadTable,
  LoadTransaction,
  LoadTransactionOptions,
} from '../core/ports/file-loader.js'
import type { FileStore } from '../core/ports/file-store.js'
import { checkRecords } from './check-records.js'
import { CsvCounter } from './csv-counter.js'
import { digestFile } from './digest-file.js'
import { fileState } from './file-state.js'
import type { LoadedFile, LoadedTable, LoadReporter } from './load-result.js'
import type { PlannedFile, PlannedTable } from './plan-load.js'

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
  const hasRows = planned.some(({ files }) => files.some((file) => file.csv))
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
      if (!(error instanceof SoundFileRefused)) throw error
      checked.add(error.path)
    }
  }
}

function filesToAdd(planned: readonly PlannedTable[]): readonly LoadFile[] {
  return planned.flatMap(({ table, files }) =>
    files.flatMap(({ csv, shown }) => (csv ? [{ table, file: csv, shown }] : [])),
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
function isToRecord({ csv, state, entry }: PlannedFile): boolean {
  return csv !== undefined || state.modifiedAt !== entry?.modifiedAt
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
  const { name, path, shown, csv, state, status, entry, warnings } = file
  if (!csv) {
    if (entry && isToRecord(file)) await load.touch({ ...entry, ...state })
    return unchangedFile(file, table, reporter)
  }
  reporter?.onFileStart?.(table.name, name)
  const source = { ...csv, isChecked: checked.has(path) }
  if (!table.isRebuilt) await load.removeFile(table, name)
  const onBytes = (bytes: number): void => reporter?.onFileProgress?.(table.name, name, { bytes, size: state.size })
  const counter = csvCounter(csv, table.columns)
  const [rows, sha256] = await Promise.all([
    addFile(table, source, shown, load, signal),
    digestFile(path, shown, { counter, signal, onBytes }),
  ])
  // The fast count knows commas only.
  if (csv.delimiter !== undefined || !counter.agrees(rows)) await countAgain(table, source, shown, rows, signal)
  await assertSame(file)
  await load.record({ table: table.name, file: name, ...state, sha256, rows })
  const result = { file: name, status, rows, warnings, durationMs: performance.now() - startedAt }
  reporter?.onFileEnd?.(table.name, result)
  return result
}

function csvCounter({ fields }: CsvFile, columns: Columns): CsvCounter {
  return new CsvCounter(
    fields.map((field) => {
      const type = field && columns[field.column]?.type.name
      return type === 'integer' || type === 'bigint' || field?.timestampFormat === 'epoch'
    }),
  )
}

async function addFile(
  table: LoadTable,
  file: CsvFile,
  shown: string,
  load: LoadTransaction,
  signal: AbortSignal | undefined,
): Promise<number> {
  try {
    return await load.addFile(table, file)
  } catch (error) {
    if (!isKerrosError(error) || error.code !== 'E_DATA_FORMAT') throw error
    const { problems } = await checkRecords(file, table.columns, shown, signal)
    if (problems.length > 0) throw new DiagnosticsError(problems, shown)
    if (file.isChecked) throw error
    throw new SoundFileRefused(file.path)
  }
}

/** The fast count can be wrong about unusual files; the look at each record is not. */
async function countAgain(
  table: LoadTable,
  file: CsvFile,
  shown: string,
  rows: number,
  signal: AbortSignal | undefined,
): Promise<void> {
  const found = await checkRecords(file, table.columns, shown, signal)
  if (found.problems.length > 0) throw new DiagnosticsError(found.problems, shown)
  if (found.rows === rows) return
  if (!file.isChecked) throw new SoundFileRefused(file.path)
  throw new KerrosError('E_DATA_FORMAT', `${shown} has ${found.rows} rows, of which ${rows} could be read`, {
    hint: 'Nothing was loaded. Write the file anew with one kind of line end and standard quotes.',
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

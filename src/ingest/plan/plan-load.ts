import path from 'node:path'
import { type Diagnostic, DiagnosticsError } from '../../core/errors/index.js'
import { FILE, type FileLoader, type LedgerEntry } from '../../core/ports/file-loader.js'
import { checkTable } from '../check/check-table.js'
import { readerOf } from '../check/format-readers.js'
import { filesIn } from '../find/files-in.js'
import { findTableFiles, type LayoutChange, layoutDiagnostics } from '../find/find-table-files.js'
import { fileColumns, type LoadableTable } from '../find/loadable-table.js'
import { checkOtherFiles } from './check-other-files.js'
import { decideFile } from './decide-file.js'
import { digestFile } from './digest-file.js'
import { fileState } from './file-state.js'
import type { FileStatus } from './load-result.js'
import type { PlannedFile, PlannedLoad, PlannedTable } from './planned-load.js'
import { warnOfSameContent } from './same-content.js'

/** What a load is planned from. */
export interface PlanLoadInput {
  readonly tables: readonly LoadableTable[]
  readonly loader: Pick<FileLoader, 'readLedger' | 'changedColumns'>
  /** The folder, absolute. */
  readonly directory: string
  /** The folder's path, as the user wrote it. */
  readonly folder: string
  readonly fullRefresh: boolean
  readonly signal: AbortSignal | undefined
}

/** The ledger of a database that does not exist yet. */
export const NOTHING_LOADED: PlanLoadInput['loader'] = {
  readLedger: async () => ({ isReady: false, entries: [] }),
  changedColumns: () => [],
}

/**
 * Finds out what to load, without changing anything.
 *
 * @throws DiagnosticsError with everything that is wrong with the folder, names of files, headers and tables, and then
 * with rows.
 */
export async function planLoad(input: PlanLoadInput): Promise<PlannedLoad> {
  const names = await filesIn(input.directory, input.folder)
  const ledger = await input.loader.readLedger()
  const diagnostics: Diagnostic[] = []
  const layouts: LayoutChange[] = []
  const planned: PlannedTable[] = []
  for (const table of input.tables) {
    diagnostics.push(...checkTable(table, input.loader, input.fullRefresh))
    // If a table was dropped, so was everything that was loaded into it.
    const entries = table.existing ? ledger.entries.filter((entry) => entry.table === table.name) : []
    const loaded = entries.map((entry) => entry.file)
    const { present, gone, diagnostic, layout } = findTableFiles({ ...input, table, names, loaded })
    if (layout) layouts.push(layout)
    else if (diagnostic) diagnostics.push(diagnostic)
    else {
      const found = await planTable({ table, present, gone, entries }, input)
      planned.push(found.planned)
      diagnostics.push(...found.diagnostics)
    }
  }
  diagnostics.push(...layoutDiagnostics(layouts))
  if (diagnostics.length === 0 && planned.every(({ files }) => files.length === 0))
    diagnostics.push(nothingToLoad(input))
  if (diagnostics.length > 0) {
    const others = await checkOtherFiles(planned, diagnostics, input.signal)
    throw new DiagnosticsError([...diagnostics, ...others], 'the load')
  }
  return { tables: planned, ledger }
}

/** Otherwise a wrong folder would look like one in which nothing is new. */
function nothingToLoad({ folder, tables }: PlanLoadInput): Diagnostic {
  const names = tables.flatMap(({ fileNames }) => fileNames)
  return {
    code: 'E_FILE_NOT_FOUND',
    message: `no file in ${folder} belongs to a source of the project`,
    hint: `Name the folder that holds them with --data: ${names.join(', ')}.`,
    at: undefined,
  }
}

/** A table, its files, and their entries in the ledger. */
interface TableToPlan {
  readonly table: LoadableTable
  readonly present: readonly string[]
  readonly gone: readonly string[]
  readonly entries: readonly LedgerEntry[]
}

async function planTable(
  { table, present, gone, entries }: TableToPlan,
  input: PlanLoadInput,
): Promise<{ readonly planned: PlannedTable; readonly diagnostics: readonly Diagnostic[] }> {
  const entryOf = new Map(entries.map((entry) => [entry.file, entry]))
  const decided = await Promise.all(present.map((name) => decide(name, entryOf.get(name), input)))
  const isChanged = decided.some(({ status }) => status === 'changed')
  // Without the column that says which file a row is from, one file's rows cannot be replaced.
  const isReplaced = isChanged && !Object.hasOwn(table.columns, FILE)
  const refused = isReplaced && gone.length > 0 && !input.fullRefresh ? [cannotReplace(table, gone)] : []
  // If the files are gone, the old table is all there is.
  const isUnfinished = present.length > 0 && entries.some(({ isPending }) => isPending)
  const isRebuilt = input.fullRefresh || isReplaced || isUnfinished || !table.existing
  const files: PlannedFile[] = []
  const unreadable: Diagnostic[] = []
  for (const file of decided) {
    const status = isRebuilt && file.status === 'unchanged' ? 'reloaded' : file.status
    const { data, warnings, diagnostics } = await readIfNeeded(file, status, table)
    files.push({ ...file, status, data, warnings })
    unreadable.push(...diagnostics)
  }
  const { name, relation, columns, existing, stage, fileFormat } = table
  // A rebuilt table has no rows of files that are gone.
  const stayed = isRebuilt ? [] : entries.filter(({ file }) => gone.includes(file))
  const warned = await warnOfSameContent(files, { table: name, stayed, signal: input.signal })
  const planned = { name, relation, columns, isRebuilt, existing, stage, fileFormat }
  return { planned: { table: planned, files: warned, gone }, diagnostics: [...refused, ...unreadable] }
}

type DecidedFile = Omit<PlannedFile, 'data' | 'warnings'>

async function decide(name: string, entry: LedgerEntry | undefined, input: PlanLoadInput): Promise<DecidedFile> {
  const file = path.join(input.directory, name)
  const displayPath = path.join(input.folder, name)
  const state = await fileState(file, displayPath)
  const about = { name, path: file, displayPath, state, entry }
  switch (decideFile(state, entry)) {
    case 'load':
      return { ...about, status: 'new' }
    case 'leave':
      return { ...about, status: 'unchanged' }
    case 'compare': {
      const isSame = state.size === entry?.size && (await digestFile(file, displayPath, input)) === entry.sha256
      return { ...about, status: isSame ? 'unchanged' : 'changed' }
    }
  }
}

async function readIfNeeded(
  { path: file, name, displayPath }: DecidedFile,
  status: FileStatus,
  table: LoadableTable,
): Promise<Pick<PlannedFile, 'data' | 'warnings'> & { readonly diagnostics: readonly Diagnostic[] }> {
  if (status === 'unchanged') return { data: undefined, warnings: [], diagnostics: [] }
  const { fieldNames = {}, fileFormat } = table
  const expected = { columns: fileColumns(table.columns), fieldNames }
  const reader = readerOf(fileFormat?.options.type ?? 'csv')
  const found = await reader.inspect({ path: file, name, displayPath }, expected, fileFormat?.options)
  const { file: data, warnings, diagnostics } = found
  // A file with errors has no usable description to read it by.
  return { data: diagnostics.length > 0 ? undefined : data, warnings, diagnostics }
}

function cannotReplace(table: LoadableTable, gone: readonly string[]): Diagnostic {
  return {
    code: 'E_UNSUPPORTED',
    message: `a file of source "${table.name}" has changed, but its rows cannot be distinguished from those of ${gone.join(', ')}, which is no longer there`,
    hint: `Declare a column ${FILE}: varchar() in the source and load with --full-refresh, or put the file back.`,
    at: table.declaredIn,
  }
}

import pc from 'picocolors'
import type { LoadedFile, LoadReporter, LoadResult } from '../../ingest/load-result.js'
import type { CommonOptions } from '../options.js'
import type { Terminal } from '../terminal.js'
import { formatDuration } from './format-run.js'

/** The reporter of `kerros load` that suits the options: a line a file, JSON lines, or nothing but warnings. */
export function loadReporter(options: CommonOptions, terminal: Terminal): LoadReporter {
  if (options.json) return jsonLoadReporter((event) => terminal.stdout.write(`${JSON.stringify(event)}\n`))
  if (options.quiet) return { onFileEnd: (table, file) => writeAll(terminal.stderr, warnings(table, file)) }
  return {
    onFileEnd: (table, file) => writeAll(terminal.stdout, [fileLine(table, file), ...warnings(table, file)]),
    onLoadEnd: (result) => writeAll(terminal.stdout, summary(result)),
  }
}

function jsonLoadReporter(write: (event: object) => void): LoadReporter {
  return {
    onFileStart: (table, file) => write({ event: 'file_start', table, file }),
    onFileEnd: (table, file) => write({ event: 'file_end', table, ...file }),
    onLoadEnd: (result) => write({ event: 'load_end', ...result }),
  }
}

const COLORS: { readonly [S in LoadedFile['status']]: (text: string) => string } = {
  new: pc.green,
  changed: pc.green,
  reloaded: pc.green,
  unchanged: pc.dim,
}

function fileLine(table: string, { file, status, rows, durationMs }: LoadedFile): string {
  const title = `${table} from ${file} `
  const dots = pc.dim('.'.repeat(Math.max(3, 60 - title.length)))
  const time = status === 'unchanged' ? '' : ` in ${formatDuration(durationMs)}`
  return `${COLORS[status](status.padEnd(9))} ${title}${dots} [${rows.toLocaleString('en')} rows${time}]`
}

function warnings(table: string, file: LoadedFile): readonly string[] {
  return file.warnings.map((warning) => `${pc.yellow('WARN')}      ${table} from ${file.file}: ${warning}`)
}

function summary({ tables, durationMs, loadedAt }: LoadResult): readonly string[] {
  const gone = tables.flatMap(({ table, gone, files }) =>
    gone.map((file) => {
      const isReplaced = files.some(({ status }) => status === 'reloaded')
      return pc.dim(`gone      ${table} from ${file}: ${isReplaced ? 'its rows are gone too' : 'its rows stay'}`)
    }),
  )
  const files = tables.flatMap((table) => table.files).filter(({ status }) => status !== 'unchanged')
  const rows = files.reduce((sum, file) => sum + file.rows, 0)
  const what = `${rows.toLocaleString('en')} rows from ${files.length} file${files.length === 1 ? '' : 's'}`
  const end =
    loadedAt === undefined ? 'Nothing new.' : `${pc.green('Loaded')} ${what} in ${formatDuration(durationMs)}.`
  return [...gone, '', end]
}

/** What a load that replaced rows leaves to do: incremental models only look for new rows, and keep the old ones. */
export function replacedRows({ tables }: LoadResult): readonly string[] {
  const files = tables.flatMap((table) => table.files)
  const replaced = files.filter(({ status }) => status === 'changed' || status === 'reloaded')
  if (replaced.length === 0) return []
  return [
    `${pc.yellow('WARN')} rows of ${replaced.map(({ file }) => file).join(', ')} were replaced; incremental models keep what the old ones gave`,
    `  ${pc.cyan('→')} Build them anew: kerros build --full-refresh`,
  ]
}

function writeAll(stream: { write(text: string): unknown }, lines: readonly string[]): void {
  for (const line of lines) stream.write(`${line}\n`)
}

import pc from 'picocolors'
import textWidth from 'string-width'
import type { FileStatus, LoadedFile, LoadReporter, LoadResult } from '../../ingest/plan/load-result.js'
import { shellQuoted } from '../../util/shell-quoted.js'
import { givenOptions, hintWithOptions } from '../options/given-options.js'
import type { CommonOptions } from '../options/options.js'
import { isLive } from '../output/is-live.js'
import { jsonLine } from '../output/json-line.js'
import type { Terminal } from '../output/terminal.js'
import { formatDuration } from './format-run.js'
import { formatCount } from './format-size.js'
import { takeoverLine } from './line-reporter.js'
import { keepingLoadTimes, readLoadTimes } from './load-times.js'

/** Observes a load, and cleans up the terminal if it ends early. */
export interface LoadTeller extends LoadReporter {
  /** Erases what is drawn below the lines, before someone else writes. */
  readonly pause?: () => void
  readonly stop?: () => void
}

/** The options of a command line that decide what it loads, and where to. */
export interface LoadPlaceOptions extends CommonOptions {
  readonly data?: string
}

/**
 * The reporter of `kerros load` for the given options: a line a file, JSON lines, or nothing but warnings.
 *
 * @param root The project's folder, where the times of the last load are.
 */
export async function loadReporter(options: LoadPlaceOptions, terminal: Terminal, root: string): Promise<LoadTeller> {
  return keepingLoadTimes(await shownAs(options, terminal, root), root)
}

async function shownAs(options: LoadPlaceOptions, terminal: Terminal, root: string): Promise<LoadTeller> {
  const { stdout, stderr } = terminal
  const given = givenOfLoad(options)
  if (options.json) return jsonLoadReporter((event) => stdout.write(jsonLine(event)))
  if (options.quiet) return quietLoadReporter((text) => stderr.write(text), given)
  const lines = (write: (text: string) => void): LoadReporter => lineLoadReporter(write, given, stdout.columns)
  if (!isLive(terminal)) return lines((text) => stdout.write(text))
  const { liveLoadReporter } = await import('./live-load-reporter.js')
  return liveLoadReporter(stdout as NodeJS.WriteStream, lines, { past: readLoadTimes(root) })
}

/** The options of a command line that another load has to have, too. */
export function givenOfLoad({ data, ...options }: LoadPlaceOptions): string {
  return `${givenOptions(options)}${data === undefined ? '' : ` --data ${shellQuoted(data)}`}`
}

function quietLoadReporter(write: (text: string) => void, given: string): LoadReporter {
  return {
    onTakeover: (holder) => writeAll(write, [takeoverLine(holder)]),
    onFileEnd: (table, file) => writeAll(write, warningLines(table, file, given)),
  }
}

function lineLoadReporter(write: (text: string) => void, given: string, columns?: number): LoadReporter {
  return {
    onTakeover: (holder) => writeAll(write, [takeoverLine(holder)]),
    onFileEnd: (table, file) => writeAll(write, [fileLine(table, file, columns), ...warningLines(table, file, given)]),
    onLoadEnd: (result) => writeAll(write, summary(result)),
  }
}

function jsonLoadReporter(write: (event: object) => void): LoadReporter {
  return {
    onTakeover: (holder) => write({ event: 'takeover', holder }),
    onLoadStart: ({ files }) => write({ event: 'load_start', files }),
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

/** Characters of a line next to its title and dots: `unchanged `, ` [20,000,263 rows in 2m 03s]`. */
const REST_WIDTH = 40

/**
 * What happens to a file, with dots up to where the figures begin.
 *
 * @param columns How many characters a line of the terminal has. Default: any number.
 */
export function fileTitle(table: string, file: string, status: FileStatus, columns = Infinity): string {
  const width = Math.min(60, columns - REST_WIDTH)
  const title = `${table} from ${file} `
  return `${COLORS[status](status.padEnd(9))} ${title}${pc.dim('.'.repeat(Math.max(3, width - textWidth(title))))}`
}

/** What is worth a look in a file. */
export function warningLines(
  table: string,
  { file, warnings }: Pick<LoadedFile, 'file' | 'warnings'>,
  given: string,
): readonly string[] {
  return warnings.flatMap(({ message, hint, commands = [] }) => [
    `${pc.yellow('WARN')}      ${table} from ${file}: ${message}`,
    ...(hint === undefined ? [] : [`          ${pc.cyan('→')} ${hintWithOptions(hint, commands, given)}`]),
  ])
}

function fileLine(table: string, { file, status, rows, durationMs }: LoadedFile, columns?: number): string {
  const time = status === 'unchanged' ? '' : ` in ${formatDuration(durationMs)}`
  return `${fileTitle(table, file, status, columns)} [${formatCount(rows, 'row')}${time}]`
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
  const what = `${formatCount(rows, 'row')} from ${formatCount(files.length, 'file')}`
  const end =
    loadedAt === undefined ? 'Nothing new.' : `${pc.green('Loaded')} ${what} in ${formatDuration(durationMs)}.`
  return [...gone, '', end]
}

/**
 * A warning after rows were replaced: incremental models only look for new rows, and keep those computed from the old ones.
 *
 * @param given What the command line said of the project and the target.
 * @param what Whether rows were replaced, or would be.
 */
export function refreshLines(
  { tables, needFullRefresh }: ReplacedRows,
  given: string,
  what: 'were replaced' | 'would be replaced' = 'were replaced',
): readonly string[] {
  if (needFullRefresh.length === 0) return []
  const replaced = tables
    .flatMap((table) => table.files)
    .filter(({ status }) => status === 'changed' || status === 'reloaded')
  const files = replaced.map(({ file }) => file).join(', ')
  const build = what === 'were replaced' ? 'Build them' : 'Then build them'
  return [
    `${pc.yellow('WARN')} rows of ${files} ${what}; ${needFullRefresh.join(', ')} ${needFullRefresh.length === 1 ? 'keeps' : 'keep'} rows computed from the old ones`,
    `  ${pc.cyan('→')} ${build} again: kerros build --full-refresh --select ${needFullRefresh.map((name) => shellQuoted(`${name}+`)).join(' ')}${given}`,
  ]
}

interface ReplacedRows {
  readonly tables: readonly { readonly files: readonly { readonly file: string; readonly status: FileStatus }[] }[]
  readonly needFullRefresh: readonly string[]
}

function writeAll(write: (text: string) => void, lines: readonly string[]): void {
  for (const line of lines) write(`${line}\n`)
}

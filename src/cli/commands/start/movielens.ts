import path from 'node:path'
import { InvalidArgumentError, Option } from 'commander'
import pc from 'picocolors'
import { isKerrosError } from '../../../core/errors/index.js'
import type { OpenProject } from '../../../runtime/open/open-project.js'
import { interruptible } from '../../errors/interrupt.js'
import { reportWarning } from '../../errors/report-warning.js'
import { stoppable } from '../../errors/stoppable.js'
import type { LayoutName } from '../../movielens/files/file-layout.js'
import type { MovieLensResult } from '../../movielens/run-movielens.js'
import {
  type CommonOptions,
  type OutputOptions,
  parseThreads,
  withCommonOptions,
  withOutputOptions,
} from '../../options/options.js'
import { jsonLine } from '../../output/json-line.js'
import { EXIT, type Terminal } from '../../output/terminal.js'
import { formatCount, formatSize } from '../../reporters/format-size.js'
import type { AddCommand } from '../shared/add-command.js'
import { openProjectFromCli } from '../shared/open-project-from-cli.js'

interface GenerateOptions extends OutputOptions {
  readonly scale: number
  readonly out: string
  readonly layout: LayoutName
  readonly force?: boolean
}

interface MovieLensRunOptions extends CommonOptions {
  readonly data?: string
  readonly scale: number
  readonly threads?: number
  readonly fullRefresh?: boolean
}

/** Large enough for meaningful results, small enough for half a minute. */
const SAMPLE_SCALE = 0.1

const STOPPED = 'Stopped. The interrupted step changed nothing.'

/** `kerros movielens generate | run`: the reference project's sample data, and its main job. */
export const movielensCommand: AddCommand = (program, terminal, setExitCode) => {
  const movielens = program
    .command('movielens')
    .description('the MovieLens reference project: sample data and main job')
  const generate = movielens.command('generate').description("write six CSV files of MovieLens 20M's shape")
  withOutputOptions(generate)
    .addOption(scaleOption())
    .option('--out <folder>', 'where the files go', 'data')
    .addOption(
      new Option('--layout <name>', "whose names and formats: GroupLens' or Kaggle's")
        .choices(['grouplens', 'kaggle'])
        .default('grouplens'),
    )
    .option('--force', 'replace existing files')
    .action(async (options: GenerateOptions) => setExitCode(await runGenerate(options, terminal)))
  const run = movielens
    .command('run')
    .description('load the data, build and test everything, show the top 20 and write target/report/')
  withCommonOptions(run)
    .option('--data <folder>', 'the CSV files (default: sample data is made in target/sample-data)')
    .addOption(scaleOption())
    .addOption(new Option('--threads <n>', 'number of nodes that run at the same time').argParser(parseThreads))
    .option('-f, --full-refresh', 'load and build everything again')
    .action(async (options: MovieLensRunOptions) => setExitCode(await runRun(options, terminal)))
}

function scaleOption(): Option {
  return new Option('--scale <n>', "size of the sample data, 1.0 for MovieLens 20M's")
    .default(SAMPLE_SCALE)
    .argParser(parseScale)
}

function parseScale(text: string): number {
  const scale = Number(text)
  if (text.trim() !== '' && scale >= 0.001 && scale <= 1) return scale
  throw new InvalidArgumentError('It must be a number from 0.001 to 1, such as 1.0, 0.1 or 0.01.')
}

async function runGenerate(options: GenerateOptions, terminal: Terminal): Promise<number> {
  const { assertFree } = await import('../../movielens/files/assert-free.js')
  const { generateMovieLens } = await import('../../movielens/generate-movielens.js')
  const { scale, layout, out, force = false } = options
  const directory = path.resolve(terminal.cwd, out)
  await assertFree(directory, layout, force)
  return stoppable(options, terminal, STOPPED, async () => {
    const files = await interruptible(terminal, (signal) => generateMovieLens({ directory, scale, layout, signal }))
    for (const file of files) {
      const line = `${path.join(out, file.name)}: ${formatCount(file.rows, 'row')}, ${formatSize(file.bytes)}`
      if (options.json) terminal.stdout.write(`${JSON.stringify({ event: 'generated', ...file })}\n`)
      else if (!options.quiet) terminal.stdout.write(`${line}\n`)
    }
    return EXIT.success
  })
}

async function runRun(options: MovieLensRunOptions, terminal: Terminal): Promise<number> {
  const { runMovieLens } = await import('../../movielens/run-movielens.js')
  const { chooseReporter } = await import('../../reporters/choose-reporter.js')
  const { loadReporter } = await import('../../reporters/load-reporter.js')
  const { cwd } = terminal
  const { data, scale, threads, fullRefresh = false } = options
  const open = (target: string | undefined) => openProjectFromCli({ ...options, target }, terminal)
  // Sample data goes to a target of its own. A project without that target is another project, which is reported later.
  const isSample = options.target === undefined && data === undefined
  const opened = await open(isSample ? 'sample' : options.target).catch((error: unknown) => {
    if (isSample && isKerrosError(error) && error.code === 'E_UNKNOWN_TARGET') return open(undefined)
    throw error
  })
  const onStage = (text: string): void => {
    if (!options.json && !options.quiet) terminal.stdout.write(`\n${pc.bold(text)}\n`)
  }
  return stoppable(options, terminal, STOPPED, async () => {
    const reporters = {
      loadReporter: await loadReporter(options, terminal, opened.root),
      reporter: await chooseReporter('build', opened, options, terminal),
    }
    const result = await interruptible(
      terminal,
      (signal) => runMovieLens(opened, { data, scale, cwd, threads, fullRefresh, ...reporters, onStage, signal }),
      () => {
        reporters.loadReporter.pause?.()
        reporters.reporter.pause?.()
      },
    ).finally(() => {
      reporters.loadReporter.stop?.()
      reporters.reporter.stop?.()
    })
    if (result.unwritten) reportWarning(result.unwritten, options, terminal)
    if (result.run.cancelled) return EXIT.interrupted
    if (!result.top) return EXIT.nodeFailed
    const report = await reportOf(opened, result, options, terminal)
    await showTop(result, options, terminal)
    if (options.json || options.quiet) return EXIT.success
    const file = opened.target.about['path']
    if (file !== undefined) terminal.stdout.write(whereToLook(file, opened, cwd))
    if (report !== undefined) terminal.stdout.write(`\nThe report is ${pc.bold(report)}: open it in a browser.\n`)
    return EXIT.success
  })
}

/** Writes the report. The run has succeeded: a report that cannot be written is a warning. */
async function reportOf(
  opened: OpenProject,
  { load, run, top }: MovieLensResult,
  options: CommonOptions,
  terminal: Terminal,
): Promise<string | undefined> {
  const { writeReport } = await import('../../../library/report/write-report.js')
  const { reportRun } = await import('../../../library/report/report-run.js')
  const { REPORT_CHARTS } = await import('../../movielens/report-charts.js')
  const tables = top
    ? [{ title: 'Top 20 movies', description: 'By average rating, including movies with few ratings.', rows: top }]
    : []
  try {
    const about = { title: 'MovieLens', firstCharts: REPORT_CHARTS, load, run: reportRun('build', run), tables }
    const written = await writeReport(opened, about)
    for (const error of written.errors) reportWarning(error, options, terminal)
    const file = path.relative(terminal.cwd, written.file)
    if (options.json) terminal.stdout.write(`${JSON.stringify({ event: 'report_written', file })}\n`)
    return file
  } catch (error) {
    if (!isKerrosError(error)) throw error
    reportWarning(error, options, terminal)
    return undefined
  }
}

async function showTop({ top }: MovieLensResult, options: CommonOptions, terminal: Terminal): Promise<void> {
  if (!top) return
  if (options.json) {
    terminal.stdout.write(jsonLine({ event: 'top_movies', rows: top.rows }))
    return
  }
  const { formatTable } = await import('../../output/format-table.js')
  terminal.stdout.write(`\n${formatTable(top.columns, top.rows, terminal.stdout.columns, top.scales)}\n`)
}

function whereToLook(file: string, { targetName, config }: OpenProject, cwd: string): string {
  const target = targetName === config.defaultTarget ? '' : ` --target ${targetName}`
  const [show, list] = [`show fct_movie_recommendations${target}`, 'ls --select resource_type:analysis']
  const longest = Math.max(show.length, list.length)
  const kerros = howToCall(cwd)
  return `
The results are in ${pc.bold(file)}, a DuckDB database. Next:
  ${kerros} ${show.padEnd(longest)}   the first rows of any model or analysis
  ${kerros} ${list.padEnd(longest)}   all analyses
`
}

/** The reference project is run in a clone, where no `kerros` is installed, or in a project that has it. */
function howToCall(cwd: string): string {
  const script = path.relative(cwd, process.argv[1] ?? '')
  return script.startsWith('..') || script.includes('node_modules') ? 'npx kerros' : `node ${script}`
}

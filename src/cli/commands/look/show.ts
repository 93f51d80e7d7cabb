import path from 'node:path'
import { type Command, InvalidArgumentError, Option } from 'commander'
import { KerrosError } from '../../../core/errors/index.js'
import type { ChartNode } from '../../../core/project/nodes/node.js'
import type { InlineQuery } from '../../../runtime/open/inline-query.js'
import type { OpenProject } from '../../../runtime/open/open-project.js'
import { toJson } from '../../../util/to-json.js'
import { interruptible } from '../../errors/interrupt.js'
import { stoppable } from '../../errors/stoppable.js'
import {
  type CommonOptions,
  type DeferCliOptions,
  withCommonOptions,
  withDefer,
  withState,
} from '../../options/options.js'
import { jsonLine } from '../../output/json-line.js'
import { EXIT, type Terminal } from '../../output/terminal.js'
import type { AddCommand } from '../shared/add-command.js'
import { openProjectFromCli } from '../shared/open-project-from-cli.js'

interface ShowOptions extends CommonOptions, DeferCliOptions {
  readonly limit?: number
  readonly chart?: string
  readonly inline?: string
}

const USUAL_LIMIT = 20

/** `kerros show NAME`: the first rows of a model's or an analysis' query, as a table; a chart as bars, or as a picture. */
export const showCommand: AddCommand = (program, terminal, setExitCode) => {
  const command = program
    .command('show')
    .description(
      'show the first rows of a source, seed, model, snapshot or analysis, the failing rows of a test, or a chart',
    )
    .argument('[name]', 'the name of the node')
  withDefer(withState(withCommonOptions(command)))
    .addOption(
      new Option('--limit <n>', `maximum number of rows (default: ${USUAL_LIMIT}; a chart has its own)`).argParser(
        parseLimit,
      ),
    )
    .addOption(
      new Option('--chart <file>', 'draw a chart into a file: .svg, .png, or .json for Vega-Lite').argParser(
        parseChartFile,
      ),
    )
    .addOption(
      new Option(
        '--inline <file>',
        'instead of a name: a file of TypeScript whose default export is an analysis; - reads it from the input',
      ).conflicts('chart'),
    )
    .action(async (named: string | undefined, options: ShowOptions) => {
      const { inline, name } = await queryOf(named, options, terminal, command)
      const opened = await openProjectFromCli(options, terminal, inline)
      const show = (signal: AbortSignal): Promise<void> => showOne({ opened, name, signal }, options, terminal)
      const exitCode = await stoppable(options, terminal, 'Stopped.', async () => {
        await interruptible(terminal, show)
        return EXIT.success
      })
      setExitCode(exitCode)
    })
}

/** A node to show. */
interface NodeToShow {
  readonly opened: OpenProject
  readonly name: string
  readonly signal: AbortSignal
}

async function showOne({ opened, name, signal }: NodeToShow, options: ShowOptions, terminal: Terminal): Promise<void> {
  const node = opened.project.nodes.find((each) => each.resourceType === 'chart' && each.name === name)
  const isDrawn = options.chart !== undefined || (terminal.stdout.isTTY === true && !options.json)
  if (node?.resourceType === 'chart' && isDrawn) return showChart({ opened, node, signal }, options, terminal)
  if (options.chart !== undefined) throw await noChart(opened, name)
  const { showNode } = await import('../../../runtime/show/show-node.js')
  const { shownDeferral } = await import('../../options/defer-options.js')
  const defer = await shownDeferral(opened, options, terminal.cwd)
  const { formatTable } = await import('../../output/format-table.js')
  const { columns, rows, scales } = await showNode(opened, name, options.limit ?? USUAL_LIMIT, { signal, defer })
  const text = options.json
    ? rows.map((row) => `${toJson(row)}\n`).join('')
    : `${formatTable(columns, rows, terminal.stdout.columns, scales)}\n`
  terminal.stdout.write(text)
}

/** What is asked for: a node by its name, or a query that becomes a node. */
async function queryOf(
  name: string | undefined,
  { inline }: ShowOptions,
  terminal: Terminal,
  command: Command,
): Promise<{ readonly name: string; readonly inline?: InlineQuery }> {
  if (inline === undefined) return { name: name ?? command.error("error: missing required argument 'name'") }
  if (name !== undefined) command.error(`error: --inline is instead of a name, and "${name}" is one`)
  const { readInline } = await import('./read-inline.js')
  const { INLINE_NAME } = await import('../../../runtime/open/inline-query.js')
  return { name: INLINE_NAME, inline: await readInline(inline, terminal) }
}

async function showChart(
  { opened, node, signal }: Pick<NodeToShow, 'opened' | 'signal'> & { readonly node: ChartNode },
  options: ShowOptions,
  { stdout, cwd }: Terminal,
): Promise<void> {
  const { readCharts } = await import('../../../library/charts/read-charts.js')
  const { shownDeferral } = await import('../../options/defer-options.js')
  const defer = await shownDeferral(opened, options, cwd)
  const [read] = await readCharts(opened, [node], { limit: options.limit, signal, defer })
  if (options.chart === undefined) {
    const { formatChart } = await import('../../charts/format-chart.js')
    stdout.write(`${formatChart(read!.chart, read!.drawn, stdout.columns)}\n`)
    return
  }
  const { saveChart } = await import('../../charts/save-chart.js')
  await saveChart(read!, path.resolve(cwd, options.chart))
  if (options.json)
    stdout.write(jsonLine({ event: 'chart_written', file: options.chart, rows: read!.drawn.rows.length }))
  else if (!options.quiet) stdout.write(`${options.chart}\n`)
}

async function noChart(opened: OpenProject, name: string): Promise<KerrosError> {
  const { chartsOf } = await import('../../../library/charts/read-charts.js')
  const names = chartsOf(opened).map((node) => node.name)
  return new KerrosError('E_INVALID_OPTION', `--chart draws a chart, and "${name}" is not one`, {
    hint:
      names.length > 0
        ? `The charts of this project: ${names.join(', ')}`
        : 'Define one: export const NAME = chart(MODEL, { mark, category, value })',
  })
}

function parseLimit(text: string): number {
  const limit = Number(text)
  if (Number.isInteger(limit) && limit >= 1) return limit
  throw new InvalidArgumentError('It must be a whole number of at least 1.')
}

function parseChartFile(text: string): string {
  if (/[^/\\]\.(svg|png|json)$/i.test(text)) return text
  throw new InvalidArgumentError('Its name must end in .svg, .png or .json.')
}

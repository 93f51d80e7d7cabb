import { InvalidArgumentError, Option } from 'commander'
import { KerrosError } from '../../../core/errors/index.js'
import { interruptible } from '../../errors/interrupt.js'
import { stoppable } from '../../errors/stoppable.js'
import {
  type CommonOptions,
  type SelectorOptions,
  type StateOptions,
  withCommonOptions,
  withSelectOptions,
  withState,
} from '../../options/options.js'
import { EXIT } from '../../output/terminal.js'
import type { AddCommand } from '../shared/add-command.js'
import { openProjectFromCli } from '../shared/open-project-from-cli.js'

interface DiffCommandOptions extends CommonOptions, SelectorOptions, StateOptions {
  readonly against?: string
  readonly key?: readonly string[]
  readonly columns?: readonly string[]
  readonly excludeColumns?: readonly string[]
  readonly where?: string
  readonly tolerance?: number
  readonly showValues?: boolean
  readonly limit?: number
}

/** How many rows of each kind are shown. */
const USUAL_SAMPLES = 10

/** `kerros diff NAME --against TARGET`: what is different in the rows of relations here and there. Reads only. */
export const diffCommand: AddCommand = (program, terminal, setExitCode) => {
  const command = program
    .command('diff')
    .description('compare the rows of relations with those of another target, schema or state, by key and by column')
    .argument('[name]', 'the name of a model, seed or snapshot')
    .option('--against <where>', 'the other side: a target, schema:NAME, or a folder with a manifest.json')
    .addOption(new Option('--key <columns>', 'the key, with commas (default: that of the model)').argParser(parseNames))
    .addOption(new Option('--columns <names>', 'compare only these columns, with commas').argParser(parseNames))
    .addOption(new Option('--exclude-columns <names>', 'do not compare these columns').argParser(parseNames))
    .option('--where <condition>', "compare only rows that fulfil a condition in the engine's SQL")
    .addOption(
      new Option('--tolerance <n>', 'by how much floating-point numbers may differ (default: not at all)').argParser(
        parseTolerance,
      ),
    )
    .option('--show-values', 'print rows that are different: values are printed for nothing else')
    .addOption(
      new Option(
        '--limit <n>',
        `with --show-values: the number of rows of each kind (default: ${USUAL_SAMPLES})`,
      ).argParser(parseLimit),
    )
  withState(withSelectOptions(withCommonOptions(command))).action(
    async (name: string | undefined, options: DiffCommandOptions) => {
      const { against } = options
      if (against === undefined)
        throw new KerrosError('E_INVALID_OPTION', 'diff does not say what is compared with', {
          hint: 'Name a target, a schema or a folder with a manifest.json: kerros diff NAME --against prod.',
        })
      if (name !== undefined && (options.select !== undefined || options.selector !== undefined))
        command.error(`error: --select is instead of a name, and "${name}" is one`)
      const { diffOpened } = await import('../../../runtime/compare/diff.js')
      const opened = await openProjectFromCli(options, terminal)
      const select = name === undefined ? options.select : [name]
      const samples = options.showValues ? (options.limit ?? USUAL_SAMPLES) : 0
      const code = await stoppable(options, terminal, 'Stopped.', () =>
        interruptible(terminal, async (signal) => {
          const nodes = await diffOpened(opened, { ...options, against, select, samples, signal, cwd: terminal.cwd })
          const text = options.json
            ? (await import('../../compare/diff-json.js')).diffJson(nodes)
            : `${(await import('../../compare/diff-text.js')).diffText(nodes, terminal.stdout.columns || undefined)}\n`
          terminal.stdout.write(text)
          if (nodes.some(({ status }) => status === 'error')) return EXIT.couldNotRun
          return nodes.every(({ status }) => status === 'same') ? EXIT.success : EXIT.nodeFailed
        }),
      )
      setExitCode(code)
    },
  )
}

function parseNames(text: string): readonly string[] {
  const names = text.split(',').map((name) => name.trim())
  if (names.every((name) => name !== '')) return names
  throw new InvalidArgumentError('It must be names of columns, with commas between them.')
}

function parseTolerance(text: string): number {
  const tolerance = text.trim() === '' ? Number.NaN : Number(text)
  if (Number.isFinite(tolerance) && tolerance >= 0) return tolerance
  throw new InvalidArgumentError('It must be a number of at least 0.')
}

function parseLimit(text: string): number {
  const limit = Number(text)
  if (Number.isInteger(limit) && limit >= 1) return limit
  throw new InvalidArgumentError('It must be a whole number of at least 1.')
}

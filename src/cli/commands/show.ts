import { InvalidArgumentError, Option } from 'commander'
import { type CommonOptions, withCommonOptions } from '../options/options.js'
import { toJson } from '../output/to-json.js'
import type { AddCommand } from './add-command.js'
import { openProjectFromCli } from './open-project-from-cli.js'

interface ShowOptions extends CommonOptions {
  readonly limit: number
}

/** `kerros show NAME`: the first rows of a model's or an analysis' query, as a table. */
export const showCommand: AddCommand = (program, terminal) => {
  const command = program
    .command('show')
    .description('show the first rows of a source, seed, model, snapshot or analysis, or the failing rows of a test')
    .argument('<name>', 'the name of the node')
  withCommonOptions(command)
    .addOption(new Option('--limit <n>', 'maximal number of rows').default(20).argParser(parseLimit))
    .action(async (name: string, options: ShowOptions) => {
      const { showNode } = await import('../../runtime/show/show-node.js')
      const { formatTable } = await import('../output/format-table.js')
      const opened = await openProjectFromCli(options, terminal)
      const { columns, rows, scales } = await showNode(opened, name, options.limit)
      const text = options.json
        ? rows.map((row) => `${toJson(row)}\n`).join('')
        : `${formatTable(columns, rows, terminal.stdout.columns, scales)}\n`
      terminal.stdout.write(text)
    })
}

function parseLimit(text: string): number {
  const limit = Number(text)
  if (Number.isInteger(limit) && limit >= 1) return limit
  throw new InvalidArgumentError('It must be a whole number of at least 1.')
}

import { type CommonOptions, withCommonOptions } from '../../options/options.js'
import { jsonLine } from '../../output/json-line.js'
import type { AddCommand } from '../shared/add-command.js'

interface RenameFlags extends CommonOptions {
  readonly dryRun?: boolean
  readonly stopAt?: readonly string[]
}

/** `kerros rename COLUMN NAME`: gives a column another name, in every file that means it. Connects to nothing. */
export const renameCommand: AddCommand = (program, terminal) => {
  const command = program
    .command('rename')
    .description('rename a column in its model and in everything downstream, tests included')
    .argument('<column>', 'the column with its node: src_movies.title')
    .argument('<new-name>', 'its new name')
  withCommonOptions(command)
    .option('--dry-run', 'print the changes as a diff, and write nothing')
    .option('--stop-at <node...>', 'nodes that keep the names of their columns')
    .action(async (column: string, name: string, { dryRun = false, ...options }: RenameFlags) => {
      const { renameColumn } = await import('../../../runtime/rename/rename-column.js')
      const { renameDiff, renameText } = await import('../../rename/rename-text.js')
      const { stdout, stderr, cwd } = terminal
      const { config: project, target, vars, stopAt } = options
      const found = await renameColumn(column, name, { project, target, vars, stopAt, cwd })
      if (!dryRun) await found.write()
      if (options.json) {
        const { column: of, to, columns, stored, open, notChecked, exposures } = found
        const files = found.files.map(({ file, places, before, after }) => ({
          file,
          places,
          ...(dryRun && { before, after }),
        }))
        const said = { column: of, to, columns, files, stored, exposures, open, notChecked }
        stdout.write(jsonLine({ event: 'rename', dryRun, ...said }))
        return
      }
      if (dryRun) stdout.write(renameDiff(found))
      // A diff can be given to git: what is for readers is not part of it.
      if (!options.quiet) (dryRun ? stderr : stdout).write(`${renameText(found, { isDry: dryRun })}\n`)
    })
}

import { type CommonOptions, withCommonOptions } from '../../options/options.js'
import type { AddCommand } from '../shared/add-command.js'
import { openProjectFromCli } from '../shared/open-project-from-cli.js'

/** `kerros impact COLUMN`: what breaks or changes if a column changes. Connects to nothing. */
export const impactCommand: AddCommand = (program, terminal) => {
  const command = program
    .command('impact')
    .description('show what breaks or changes if a column is dropped, retyped or computed differently')
    .argument('<column>', 'the column with its node: src_movies.title')
  withCommonOptions(command).action(async (name: string, options: CommonOptions) => {
    const { lineageOf } = await import('../../../runtime/lineage/lineage.js')
    const { impactOf } = await import('../../../core/lineage/impact.js')
    const { impactText } = await import('../../lineage/impact-text.js')
    const opened = await openProjectFromCli(options, terminal)
    const lineage = lineageOf(opened)
    const impact = impactOf(opened.project, lineage, lineage.column(name), Object.keys(opened.config.targets))
    const text = options.json ? JSON.stringify({ event: 'impact', ...impact }) : impactText(lineage, impact)
    terminal.stdout.write(`${text}\n`)
  })
}

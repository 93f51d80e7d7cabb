import {
  type CommonOptions,
  type DeferCliOptions,
  type TestSelectorOptions,
  withCommonOptions,
  withDefer,
  withIndirectSelection,
  withSelectOptions,
  withState,
} from '../../options/options.js'
import type { AddCommand } from '../shared/add-command.js'
import { openProjectFromCli } from '../shared/open-project-from-cli.js'

/** `kerros compile`: the statements that a build would send now, without sending them. */
export const compileCommand: AddCommand = (program, terminal) => {
  const command = program
    .command('compile')
    .description('print the SQL of the selected nodes, as a build would send it now')
  withIndirectSelection(withDefer(withState(withSelectOptions(withCommonOptions(command)))))
    .option('-f, --full-refresh', 'as if incremental models were rebuilt')
    .action(
      async (options: CommonOptions & TestSelectorOptions & DeferCliOptions & { readonly fullRefresh?: boolean }) => {
        const { deferOptions } = await import('../../options/defer-options.js')
        const defer = deferOptions(options)
        const { printStatements } = await import('../../output/print-statements.js')
        const { compileOpened } = await import('../../../runtime/compile.js')
        const opened = await openProjectFromCli(options, terminal)
        const compiled = await compileOpened(opened, { ...options, defer, cwd: terminal.cwd })
        printStatements(compiled, opened.target.dialect.lexicalRules, options, terminal)
      },
    )
}

import type { AddCommand } from './add-command.js'
import { sourcesCheckCommand } from './sources-check.js'
import { sourcesPullCommand } from './sources-pull.js'

/** `kerros sources`: declarations of tables that other systems fill, and the tables themselves. */
export const sourcesCommand: AddCommand = (program, terminal, setExitCode) => {
  const sources = program.command('sources').description('declare sources from a live schema, or compare them with it')
  sourcesPullCommand(sources, terminal, setExitCode)
  sourcesCheckCommand(sources, terminal, setExitCode)
}

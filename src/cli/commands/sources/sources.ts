import type { AddCommand } from '../shared/add-command.js'
import { sourcesCheckCommand } from './sources-check.js'
import { sourcesFreshnessCommand } from './sources-freshness.js'
import { sourcesPullCommand } from './sources-pull.js'

/** `kerros sources`: declarations of tables that other systems fill, and the tables themselves. */
export const sourcesCommand: AddCommand = (program, terminal, setExitCode) => {
  const sources = program
    .command('sources')
    // dbt's word.
    .alias('source')
    .description('declare sources from a live schema, compare them with it, or measure how fresh they are')
  sourcesPullCommand(sources, terminal, setExitCode)
  sourcesCheckCommand(sources, terminal, setExitCode)
  sourcesFreshnessCommand(sources, terminal, setExitCode)
}

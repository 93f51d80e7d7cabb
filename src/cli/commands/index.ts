import type { AddCommand } from './add-command.js'
import { backfillCommand } from './backfill.js'
import { cleanCommand } from './clean.js'
import { compileCommand } from './compile.js'
import { completionCommand } from './completion.js'
import { debugCommand } from './debug.js'
import { docsCommand } from './docs.js'
import { exposuresCommand } from './exposures.js'
import { impactCommand } from './impact.js'
import { initCommand } from './init.js'
import { lineageCommand } from './lineage.js'
import { loadCommand } from './load.js'
import { lsCommand } from './ls.js'
import { movielensCommand } from './movielens.js'
import { planCommand } from './plan.js'
import { planCommands } from './plan-commands.js'
import { renameCommand } from './rename.js'
import { reportCommand } from './report.js'
import { retryCommand } from './retry.js'
import { runOperationCommand } from './run-operation.js'
import { showCommand } from './show.js'
import { sourcesCommand } from './sources.js'

/** What commands are for, in the order in which a project needs them. */
const GROUPS: { readonly [heading: string]: readonly AddCommand[] } = {
  'Start:': [initCommand, debugCommand, movielensCommand, completionCommand],
  'Build:': [loadCommand, planCommands, retryCommand, backfillCommand, runOperationCommand, cleanCommand],
  'Look:': [
    lsCommand,
    showCommand,
    compileCommand,
    planCommand,
    lineageCommand,
    impactCommand,
    exposuresCommand,
    docsCommand,
    reportCommand,
  ],
  'Change:': [renameCommand],
  'Sources:': [sourcesCommand],
}

/** Adds every command. */
export const addCommands: AddCommand = (program, terminal, setExitCode) => {
  for (const [heading, commands] of Object.entries(GROUPS)) {
    program.commandsGroup(heading)
    for (const add of commands) add(program, terminal, setExitCode)
  }
  program.commandsGroup('Help:')
}

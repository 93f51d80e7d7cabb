import { backfillCommand } from './build/backfill.js'
import { cleanCommand } from './build/clean.js'
import { loadCommand } from './build/load.js'
import { planCommands } from './build/plan-commands.js'
import { retryCommand } from './build/retry.js'
import { runOperationCommand } from './build/run-operation.js'
import { renameCommand } from './change/rename.js'
import { compileCommand } from './look/compile.js'
import { diffCommand } from './look/diff.js'
import { docsCommand } from './look/docs.js'
import { explainCommand } from './look/explain.js'
import { exposuresCommand } from './look/exposures.js'
import { impactCommand } from './look/impact.js'
import { lineageCommand } from './look/lineage.js'
import { lsCommand } from './look/ls.js'
import { planCommand } from './look/plan.js'
import { reportCommand } from './look/report.js'
import { showCommand } from './look/show.js'
import type { AddCommand } from './shared/add-command.js'
import { sourcesCommand } from './sources/sources.js'
import { completionCommand } from './start/completion.js'
import { debugCommand } from './start/debug.js'
import { initCommand } from './start/init.js'
import { movielensCommand } from './start/movielens.js'

/** What commands are for, in the order in which a project needs them. */
const GROUPS: { readonly [heading: string]: readonly AddCommand[] } = {
  'Start:': [initCommand, debugCommand, movielensCommand, completionCommand],
  'Build:': [loadCommand, planCommands, retryCommand, backfillCommand, runOperationCommand, cleanCommand],
  'Look:': [
    lsCommand,
    showCommand,
    compileCommand,
    planCommand,
    explainCommand,
    diffCommand,
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

import type { AddCommand } from './add-command.js'
import { cleanCommand } from './clean.js'
import { compileCommand } from './compile.js'
import { debugCommand } from './debug.js'
import { docsCommand } from './docs.js'
import { impactCommand } from './impact.js'
import { initCommand } from './init.js'
import { lineageCommand } from './lineage.js'
import { loadCommand } from './load.js'
import { lsCommand } from './ls.js'
import { movielensCommand } from './movielens.js'
import { planCommands } from './plan-commands.js'
import { showCommand } from './show.js'
import { sourcesCommand } from './sources.js'

const COMMANDS: readonly AddCommand[] = [
  initCommand,
  loadCommand,
  planCommands,
  compileCommand,
  lsCommand,
  showCommand,
  lineageCommand,
  impactCommand,
  sourcesCommand,
  docsCommand,
  cleanCommand,
  debugCommand,
  movielensCommand,
]

/** Adds every command. */
export const addCommands: AddCommand = (program, terminal, setExitCode) => {
  for (const add of COMMANDS) add(program, terminal, setExitCode)
}

import type { Command } from 'commander'
import type { Terminal } from '../output/terminal.js'

/** Adds a command to the program. `done` is told the exit code. */
export type AddCommand = (program: Command, terminal: Terminal, done: (exitCode: number) => void) => void

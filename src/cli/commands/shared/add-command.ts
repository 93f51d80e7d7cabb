import type { Command } from 'commander'
import type { Terminal } from '../../output/terminal.js'

/** Adds a command to the program. `setExitCode` receives the exit code. */
export type AddCommand = (program: Command, terminal: Terminal, setExitCode: (exitCode: number) => void) => void

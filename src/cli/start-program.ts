import { Console } from 'node:console'
import type { Writable } from 'node:stream'
import { KerrosError } from '../core/errors/index.js'
import { reportError } from './errors/report-error.js'
import { type Stray, strayError } from './errors/stray-error.js'
import { ownStdout } from './output/own-stdout.js'
import { EXIT, type Terminal } from './output/terminal.js'

/**
 * Runs a program of the package in this process: its exit code becomes the process's.
 *
 * @param run Runs the words after the program's name, and returns the exit code.
 */
export async function startProgram(
  run: (args: readonly string[], terminal: Terminal) => Promise<number>,
): Promise<void> {
  // The reader may have read enough (`kerros ls | head`): then nothing can be reported any more.
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      // The terminal is gone: what runs got SIGHUP, and ends gracefully.
      if (error.code === 'EIO' && stream.isTTY) return
      if (error.code !== 'EPIPE') throw error
      process.exit(EXIT.interrupted)
    })
  }

  const args = process.argv.slice(2)
  // Output of a project's files must not mix with the command's: with --json, and in `kerros compile > file`.
  const terminal: Terminal = {
    cwd: process.cwd(),
    // Opened only by who reads from it.
    get stdin() {
      return process.stdin
    },
    stdout: ownStdout(process.stdout, process.stderr),
    stderr: process.stderr,
    env: process.env,
  }
  globalThis.console = new Console(process.stderr)

  // Node warns about how a running bundle imports packages. Users cannot do anything about it.
  const { emitWarning } = process
  process.emitWarning = (warning: string | Error, ...about: never[]) => {
    if (!String(warning).includes('USE_MAIN_CONTEXT_DEFAULT_LOADER')) emitWarning.call(process, warning, ...about)
  }

  // An uncaught error ends the command, as it would anyway, but is reported like any other.
  let isEnding = false
  for (const stray of ['unhandledRejection', 'uncaughtException'] as const satisfies readonly Stray[])
    process.on(stray, (error: unknown) => {
      if (isEnding) return
      isEnding = true
      reportError(strayError(error, stray), terminal, args, '')
      terminal.stdout.write('', () => process.exit(EXIT.couldNotRun))
    })

  let isDone = false
  process.on('exit', (code) => {
    if (isDone || isEnding || code === EXIT.interrupted) return
    reportError(endedEarly(), terminal, args, '')
    if (code === EXIT.success) process.exitCode = EXIT.couldNotRun
  })

  process.exitCode = await run(args, terminal)
  isDone = true
  // What the project's files have left, a timer or a server, would keep the process alive.
  await Promise.all([terminal.stdout, terminal.stderr].map(written))
  process.exit()
}

/** Waits until a stream's reader has everything that was written. */
function written(stream: Writable): Promise<void> {
  return new Promise((resolve) => stream.write('', () => resolve()))
}

/** Nothing of kerros ends the process before a command has ended. */
function endedEarly(): KerrosError {
  return new KerrosError(
    'E_LOAD_PROJECT',
    "the process ended before the command did, most likely in the project's files",
    {
      hint: 'Look for process.exit(). Files of a project should have no side effects when they are imported.',
    },
  )
}

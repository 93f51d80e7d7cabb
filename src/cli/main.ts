#!/usr/bin/env node
import { Console } from 'node:console'
import { reportError } from './errors/report-error.js'
import { type Stray, strayError } from './errors/stray-error.js'
import { ownStdout } from './output/own-stdout.js'
import { EXIT, type Terminal } from './output/terminal.js'
import { runCli } from './run-cli.js'

// Whoever reads may have read enough (`kerros ls | head`): then there is nobody left to tell anything.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    // The terminal is gone: what runs was told so by SIGHUP, and ends in good order.
    if (error.code === 'EIO' && stream.isTTY) return
    if (error.code !== 'EPIPE') throw error
    process.exit(EXIT.interrupted)
  })
}

const args = process.argv.slice(2)
// What a project's files print is no answer of the command: with --json, and in `kerros compile > file`, it would be one.
const terminal: Terminal = {
  cwd: process.cwd(),
  stdout: ownStdout(process.stdout, process.stderr),
  stderr: process.stderr,
  env: process.env,
}
globalThis.console = new Console(process.stderr)

// Node warns of the way in which a bundle imports packages while it runs. Nobody at a terminal can do anything about it.
const { emitWarning } = process
process.emitWarning = (warning: string | Error, ...about: never[]) => {
  if (!String(warning).includes('USE_MAIN_CONTEXT_DEFAULT_LOADER')) emitWarning.call(process, warning, ...about)
}

// What nobody waits for ends the command, as it would anyway, but is told like any other problem.
let isEnding = false
for (const stray of ['unhandledRejection', 'uncaughtException'] as const satisfies readonly Stray[])
  process.on(stray, (error: unknown) => {
    if (isEnding) return
    isEnding = true
    reportError(strayError(error, stray), terminal, args, '')
    terminal.stdout.write('', () => process.exit(EXIT.couldNotRun))
  })

process.exitCode = await runCli(args, terminal)

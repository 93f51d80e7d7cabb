#!/usr/bin/env node
import { Console } from 'node:console'
import { runCli } from './run-cli.js'
import { EXIT } from './terminal.js'

// Whoever reads may have read enough (`kerros ls | head`): then there is nobody left to tell anything.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
    process.exit(EXIT.interrupted)
  })
}

// What a project's files print is no answer of the command: with --json, and in `kerros compile > file`, it would be one.
globalThis.console = new Console(process.stderr)

// Node warns of the way in which a bundle imports packages while it runs. Nobody at a terminal can do anything about it.
const { emitWarning } = process
process.emitWarning = (warning: string | Error, ...about: never[]) => {
  if (!String(warning).includes('USE_MAIN_CONTEXT_DEFAULT_LOADER')) emitWarning.call(process, warning, ...about)
}

process.exitCode = await runCli(process.argv.slice(2), {
  cwd: process.cwd(),
  stdout: process.stdout,
  stderr: process.stderr,
  env: process.env,
})

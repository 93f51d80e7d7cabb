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

process.exitCode = await runCli(process.argv.slice(2), {
  cwd: process.cwd(),
  stdout: process.stdout,
  stderr: process.stderr,
  env: process.env,
})

#!/usr/bin/env node
import { runCli } from './run-cli.js'
import { EXIT } from './terminal.js'

// Whoever reads may have read enough (`kerros ls | head`): then there is nobody left to tell anything.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
    process.exit(EXIT.interrupted)
  })
}

process.exitCode = await runCli(process.argv.slice(2), {
  cwd: process.cwd(),
  stdout: process.stdout,
  stderr: process.stderr,
  env: process.env,
})

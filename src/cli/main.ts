#!/usr/bin/env node
import { runCli } from './run-cli.js'
import { startProgram } from './start-program.js'

await startProgram(runCli)

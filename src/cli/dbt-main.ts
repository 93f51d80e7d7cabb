#!/usr/bin/env node
import { runDbtCli } from './dbt/run-dbt-cli.js'
import { startProgram } from './start-program.js'

await startProgram(runDbtCli)

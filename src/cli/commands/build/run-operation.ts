import { InvalidArgumentError, Option } from 'commander'
import { counted } from '../../../core/errors/wording.js'
import { interruptible } from '../../errors/interrupt.js'
import { reportWarning } from '../../errors/report-warning.js'
import { stoppable } from '../../errors/stoppable.js'
import { type CommonOptions, withCommonOptions } from '../../options/options.js'
import { jsonLine } from '../../output/json-line.js'
import { EXIT, type Terminal } from '../../output/terminal.js'
import type { AddCommand } from '../shared/add-command.js'
import { openProjectFromCli } from '../shared/open-project-from-cli.js'

interface RunOperationOptions extends CommonOptions {
  readonly args?: { readonly [name: string]: unknown }
  readonly dryRun?: boolean
  readonly artifacts?: boolean
}

/** `kerros run-operation NAME`: sends the statements of an operation. */
export const runOperationCommand: AddCommand = (program, terminal, setExitCode) => {
  const command = program
    .command('run-operation')
    .description('send the statements of an operation of the project')
    .argument('<name>', 'the name of the operation')
  withCommonOptions(command)
    .addOption(new Option('--args <json>', 'its arguments, as JSON: \'{"role": "reporting"}\'').argParser(parseArgs))
    .option('--dry-run', 'print what would run, and run nothing')
    .option('--no-artifacts', 'write no target/run_operation.json, which kerros retry reads')
    .action(async (name: string, options: RunOperationOptions) => {
      setExitCode(await runOperationFromCli(name, options, terminal))
    })
}

/**
 * Sends the statements of an operation, or prints them with `--dry-run`.
 *
 * @returns The exit code.
 */
export async function runOperationFromCli(
  name: string,
  options: RunOperationOptions,
  terminal: Terminal,
): Promise<number> {
  const { planOperation, runOpenedOperation } = await import('../../../runtime/run/run-operation.js')
  const opened = await openProjectFromCli(options, terminal)
  const { args, vars } = options
  if (options.dryRun) {
    const { compiledNodes } = await import('../../../runtime/compile.js')
    const { printStatements } = await import('../../output/print-statements.js')
    const { dialect } = opened.target
    const nodes = compiledNodes(planOperation(opened, { name, args }), dialect)
    printStatements({ setup: [], nodes }, dialect.lexicalRules, options, terminal)
    return EXIT.success
  }
  const { runRecordedOperation } = await import('../../../runtime/artifacts/last-operation.js')
  const { artifactsFolderOf } = await import('../../../runtime/artifacts/write-artifacts.js')
  return stoppable(options, terminal, 'Stopped.', async () => {
    const { result, unwritten } = await interruptible(terminal, async (signal) => {
      const call = { name, args, signal }
      return options.artifacts === false
        ? { result: await runOpenedOperation(opened, call), unwritten: undefined }
        : runRecordedOperation(opened, call, { folder: artifactsFolderOf(opened.root), vars })
    })
    const { status, error, statements, durationMs } = result
    if (options.json) {
      terminal.stdout.write(jsonLine({ event: 'operation_end', name, status, durationMs, statements, error }))
    } else if (error) {
      terminal.stderr.write(`${error.code} ${error.message}\n${error.hint ? `  → ${error.hint}\n` : ''}`)
    } else if (!options.quiet) {
      const end = status === 'success' ? `ran ${name}` : `${status} ${name}`
      terminal.stdout.write(`${end}: ${counted(statements.length, 'statement')}\n`)
    }
    if (unwritten) reportWarning(unwritten, options, terminal)
    return status === 'success' ? EXIT.success : status === 'cancelled' ? EXIT.interrupted : EXIT.nodeFailed
  })
}

function parseArgs(text: string): { readonly [name: string]: unknown } {
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
      return value as { [name: string]: unknown }
  } catch {
    // Reported below, together with JSON that is not an object.
  }
  throw new InvalidArgumentError(`It must be a JSON object, like '{"role": "reporting"}'.`)
}

import { InvalidArgumentError, Option } from 'commander'
import { counted } from '../../../core/errors/wording.js'
import { interruptible } from '../../errors/interrupt.js'
import { stoppable } from '../../errors/stoppable.js'
import { type CommonOptions, withCommonOptions } from '../../options/options.js'
import { jsonLine } from '../../output/json-line.js'
import { EXIT } from '../../output/terminal.js'
import type { AddCommand } from '../shared/add-command.js'
import { openProjectFromCli } from '../shared/open-project-from-cli.js'

interface RunOperationOptions extends CommonOptions {
  readonly args?: { readonly [name: string]: unknown }
  readonly dryRun?: boolean
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
    .action(async (name: string, options: RunOperationOptions) => {
      const { planOperation, runOpenedOperation } = await import('../../../runtime/run/run-operation.js')
      const opened = await openProjectFromCli(options, terminal)
      const { args } = options
      if (options.dryRun) {
        const { compiledNodes } = await import('../../../runtime/compile.js')
        const { printStatements } = await import('../../output/print-statements.js')
        const { dialect } = opened.target
        const nodes = compiledNodes(planOperation(opened, { name, args }), dialect)
        printStatements({ setup: [], nodes }, dialect.lexicalRules, options, terminal)
        return
      }
      const exitCode = await stoppable(options, terminal, 'Stopped.', async () => {
        const result = await interruptible(terminal, (signal) => runOpenedOperation(opened, { name, args, signal }))
        const { status, error, statements, durationMs } = result
        if (options.json) {
          terminal.stdout.write(jsonLine({ event: 'operation_end', name, status, durationMs, statements, error }))
        } else if (error) {
          terminal.stderr.write(`${error.code} ${error.message}\n${error.hint ? `  → ${error.hint}\n` : ''}`)
        } else if (!options.quiet) {
          const end = status === 'success' ? `ran ${name}` : `${status} ${name}`
          terminal.stdout.write(`${end}: ${counted(statements.length, 'statement')}\n`)
        }
        return status === 'success' ? EXIT.success : status === 'cancelled' ? EXIT.interrupted : EXIT.nodeFailed
      })
      setExitCode(exitCode)
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

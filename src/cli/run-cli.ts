import { Command, CommanderError } from 'commander'
import { ownVersion } from '../runtime/files/own-version.js'
import { addCommands } from './commands/index.js'
import { dbtHint } from './errors/dbt-hint.js'
import { reportError } from './errors/report-error.js'
import { givenOptions } from './options/given-options.js'
import { EXIT, type Terminal } from './output/terminal.js'

/**
 * Runs one command line.
 *
 * @param args The words after the program's name.
 * @returns The exit code: 0 if everything went well, 1 if a node failed, 2 if the command could not run, 130 if it was
 *   interrupted.
 */
export async function runCli(args: readonly string[], terminal: Terminal): Promise<number> {
  // Stacks then name the project's own files instead of their bundle.
  if (args.includes('--debug')) process.setSourceMapsEnabled(true)
  let exitCode: number = EXIT.success
  let given = ''
  const program = new Command('kerros')
    .description('Models are typed functions that return Kysely queries; kerros builds them in DuckDB or Snowflake.')
    .version(await ownVersion(), '-V, --version')
    .showSuggestionAfterError()
    .configureOutput({
      writeOut: (text) => terminal.stdout.write(text),
      writeErr: (text) => terminal.stderr.write(text),
      outputError: (text, write) => write(withWayOut(text, args)),
    })
    .exitOverride()
    .hook('preAction', (_, command) => {
      given = givenOptions(command.opts())
    })
  addCommands(program, terminal, (code) => {
    exitCode = code
  })
  try {
    await program.parseAsync(withoutLostHelp(args, program), { from: 'user' })
  } catch (error) {
    if (error instanceof CommanderError) {
      if (error.exitCode === 0) return EXIT.success
      // Commander has reported it on stderr; with --json it is also reported on stdout.
      if (args.includes('--json')) terminal.stdout.write(usageErrorLine(error, args))
      return EXIT.couldNotRun
    }
    reportError(error, terminal, args, given)
    return exitCode === EXIT.success ? EXIT.couldNotRun : exitCode
  }
  return exitCode
}

/** `help` of an unknown command is an error like the command itself; Commander would show all commands. */
function withoutLostHelp(args: readonly string[], program: Command): string[] {
  const [help, name = ''] = args
  const isLost =
    help === 'help' && name !== '' && name !== 'help' && !program.commands.some((one) => one.name() === name)
  return isLost && !name.startsWith('-') ? args.slice(1) : [...args]
}

/** Names after a command are the usual slip: dbt also selects with an option. */
function withWayOut(text: string, args: readonly string[]): string {
  const [option = ''] = args
  const ofDbt = dbtHint(text, args)
  // Instead of the command whose letters are nearest.
  if (ofDbt !== undefined) return `${text.split('\n')[0]}\n(${ofDbt})\n`
  if (option.startsWith('-') && text.includes(`unknown option '${option}'`) && args.length > 1)
    return `${text.trimEnd()}\n(Options come after the command, as in: kerros build ${option})\n`
  if (text.includes("missing required argument 'column'"))
    return `${text.trimEnd()}\n(kerros lineage lists the columns)\n`
  if (text.includes("missing required argument 'name'")) return `${text.trimEnd()}\n(kerros ls lists the names)\n`
  if (!/too many arguments for '(build|run|test|seed|snapshot|compile|ls)'/.test(text)) return text
  return `${text.trimEnd()}\n(Select nodes with --select, as in: kerros build --select my_model)\n`
}

function usageErrorLine({ message }: CommanderError, args: readonly string[]): string {
  const hint = dbtHint(message, args)
  const errors = [{ code: 'E_INVALID_OPTION', message: message.replace(/^error: /, ''), ...(hint && { hint }) }]
  return `${JSON.stringify({ event: 'error', errors })}\n`
}

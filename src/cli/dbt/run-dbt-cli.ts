import { Command, CommanderError } from 'commander'
import { DBT_VERSION } from '../../artifacts/index.js'
import { DiagnosticsError, diagnosticOf, isKerrosError } from '../../core/errors/index.js'
import { ownVersion } from '../../runtime/files/own-version.js'
import { EXIT, type Terminal } from '../output/terminal.js'
import { addDbtCommands, type DbtAction } from './dbt-commands.js'
import { type DbtLog, dbtLog } from './dbt-log.js'
import { type DbtOptions, givenDbtOptions, withDbtOptions } from './dbt-options.js'
import { assertNothingRefused } from './refused-options.js'

/**
 * Runs a command line of dbt's on a kerros project: its commands, its options, what it writes and its exit codes, so that
 * programs that start dbt can start this instead.
 *
 * @param args The words after the program's name.
 * @returns The exit code: 0 if everything went well, 1 if a node failed, 2 if the command could not run.
 */
export async function runDbtCli(args: readonly string[], terminal: Terminal): Promise<number> {
  let exitCode: number = EXIT.success
  const kerrosVersion = await ownVersion()
  const program = withDbtOptions(new Command('kerros-dbt'))
    .description("dbt's commands and options, for programs that start dbt: they run on a kerros project.")
    .version(versionText(kerrosVersion), '-v, --version')
    .configureOutput({
      writeOut: (text) => terminal.stdout.write(text),
      writeErr: (text) => terminal.stderr.write(text),
    })
    .exitOverride()
  const add = (command: Command, act: DbtAction): void => {
    command.action(async () => {
      const options = givenDbtOptions(command, terminal.env)
      const log = dbtLog(terminal.stdout, options)
      const version = `=${DBT_VERSION}`
      const msg = `Running with dbt${version} (kerros ${kerrosVersion})`
      log.event({ name: 'MainReportVersion', code: 'A001', msg, data: { log_version: 3, version } })
      exitCode = await run(act, options, log).catch((error: unknown) => reportFailure(error, log))
    })
  }
  const run = async (act: DbtAction, options: DbtOptions, log: DbtLog): Promise<number> => {
    assertNothingRefused(options, terminal.env)
    return act(options, log, terminal)
  }
  addDbtCommands(program, add)
  try {
    await program.parseAsync(args, { from: 'user' })
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    return error.exitCode === 0 ? EXIT.success : EXIT.couldNotRun
  }
  return exitCode
}

/** Why the command could not run. Anything but a user's error is thrown again, and shown with its stack. */
function reportFailure(error: unknown, log: DbtLog): number {
  if (!isKerrosError(error)) throw error
  const diagnostics = error instanceof DiagnosticsError ? error.diagnostics : [diagnosticOf(error)]
  const lines = diagnostics.flatMap(({ code, message, at, hint }) => [
    `  ${code} ${message}${at === undefined ? '' : ` (${at})`}`,
    ...(hint === undefined ? [] : [`    ${hint}`]),
  ])
  const exc = lines.join('\n')
  const msg = `Encountered an error:\n${exc}`
  log.event({ name: 'MainEncounteredError', code: 'Q001', level: 'error', msg, data: { exc } })
  return EXIT.couldNotRun
}

function versionText(kerros: string): string {
  return `Core:\n  - installed: ${DBT_VERSION}\n\nPlugins:\n  - kerros: ${kerros}`
}

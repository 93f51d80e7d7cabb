import { Option } from 'commander'
import { shellQuoted } from '../../../util/shell-quoted.js'
import { interruptible } from '../../errors/interrupt.js'
import { stoppable } from '../../errors/stoppable.js'
import { type OutputOptions, withOutputOptions } from '../../options/options.js'
import { isLive } from '../../output/is-live.js'
import { EXIT, type Terminal } from '../../output/terminal.js'
import type { AskedProject } from '../../starter/ask-starter.js'
import {
  CI_SERVICES,
  ENGINES,
  type StarterChoice,
  TEMPLATE_NAMES,
  USUAL_CHOICE,
} from '../../starter/choice/starter-choice.js'
import type { WrittenProject } from '../../starter/write-starter-project.js'
import type { AddCommand } from '../shared/add-command.js'

interface InitOptions extends OutputOptions, Partial<StarterChoice> {
  readonly yes?: boolean
}

/** `kerros init [folder]`: a small project that is ready to build. Asks what is not given, if there is someone to ask. */
export const initCommand: AddCommand = (program, terminal, setExitCode) => {
  withOutputOptions(
    program
      .command('init')
      .description('write a small project that is ready to build')
      .argument('[folder]', "where (default: asks, or '.')")
      .addOption(
        new Option('--template <name>', `what it begins with (default: asks, or "${USUAL_CHOICE.template}")`).choices(
          TEMPLATE_NAMES,
        ),
      )
      .addOption(
        new Option(
          '--engine <name>',
          `where it is built; snowflake adds a target to DuckDB's (default: asks, or "${USUAL_CHOICE.engine}")`,
        ).choices(ENGINES),
      )
      .addOption(new Option('--ci <service>', 'also write a workflow (default: asks, or none)').choices(CI_SERVICES))
      .option('-y, --yes', 'ask nothing'),
  ).action(async (folder: string | undefined, options: InitOptions) =>
    setExitCode(await runInit(folder, options, terminal)),
  )
}

async function runInit(folder: string | undefined, options: InitOptions, terminal: Terminal): Promise<number> {
  const { writeStarterProject } = await import('../../starter/write-starter-project.js')
  const given: Partial<AskedProject> = { ...options, ...(folder !== undefined && { folder }) }
  const chosen = canAsk(options, terminal) ? await ask(given, terminal) : { folder: '.', ...USUAL_CHOICE, ...given }
  if (chosen === undefined) {
    terminal.stderr.write('Cancelled. Nothing was written.\n')
    return EXIT.interrupted
  }
  return stoppable(options, terminal, 'Cancelled. Nothing was written.', async () => {
    const write = (signal: AbortSignal) => writeStarterProject(chosen.folder, terminal.cwd, chosen, signal)
    const written = await interruptible(terminal, write, undefined, 'Stopping.')
    report(written, chosen.folder, options, terminal)
    return EXIT.success
  })
}

function report(
  { files, folder: at, next }: WrittenProject,
  folder: string,
  options: InitOptions,
  terminal: Terminal,
): void {
  if (options.json) terminal.stdout.write(`${JSON.stringify({ event: 'init', folder: at, files })}\n`)
  else if (!options.quiet) {
    const go = folder === '.' ? [] : [`cd ${shellQuoted(folder)}`]
    const listed = files.map((file) => `  ${file}\n`).join('')
    terminal.stdout.write(`${listed}\nNext: ${[...go, ...next].join(' && ')}\n`)
  }
}

function canAsk(options: InitOptions, terminal: Terminal): boolean {
  const isAnswered = terminal.stdin?.isTTY === true && isLive(terminal)
  return isAnswered && !options.yes && !options.json && !options.quiet
}

async function ask(given: Partial<AskedProject>, terminal: Terminal): Promise<AskedProject | undefined> {
  const { askStarter } = await import('../../starter/ask-starter.js')
  const { ALWAYS_WRITTEN, assertFree } = await import('../../starter/assert-free.js')
  const checkFolder = (folder: string): void => assertFree(folder, terminal.cwd, ALWAYS_WRITTEN)
  if (given.folder !== undefined) checkFolder(given.folder)
  return askStarter(given, { input: terminal.stdin!, output: terminal.stdout, checkFolder })
}

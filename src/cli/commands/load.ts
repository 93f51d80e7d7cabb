import { isKerrosError } from '../../core/errors/index.js'
import { interruptible } from '../errors/interrupt.js'
import { stoppable } from '../errors/stoppable.js'
import { givenOptions } from '../options/given-options.js'
import { type CommonOptions, type SelectorOptions, withCommonOptions, withSelectOptions } from '../options/options.js'
import { EXIT, type Terminal } from '../output/terminal.js'
import type { AddCommand } from './add-command.js'
import { openProjectFromCli } from './open-project-from-cli.js'

interface LoadCommandOptions extends CommonOptions, SelectorOptions {
  readonly data?: string
  readonly fullRefresh?: boolean
  readonly dryRun?: boolean
}

/** `kerros load`: files into the source tables that name them. */
export const loadCommand: AddCommand = (program, terminal, setExitCode) => {
  const command = program.command('load').description('load files into the source tables that name them')
  withSelectOptions(withCommonOptions(command))
    .option('--data <folder>', "the folder with the files (default: data/ in the project's folder)")
    .option('-f, --full-refresh', 'load all files again, and replace everything in their tables')
    .option('--dry-run', 'print what would be loaded, and load nothing')
    .action(async (options: LoadCommandOptions) => setExitCode(await runLoadCommand(options, terminal)))
}

async function runLoadCommand(options: LoadCommandOptions, terminal: Terminal): Promise<number> {
  const { cwd } = terminal
  const opened = await openProjectFromCli(options, terminal)
  if (options.dryRun) {
    const { previewLoad } = await import('../../runtime/load/preview-load.js')
    const { printPreview } = await import('../reporters/print-preview.js')
    return stoppable(options, terminal, 'Stopped.', async () => {
      const preview = await interruptible(terminal, (signal) => previewLoad(opened, { ...options, cwd, signal }))
      printPreview(preview, options, terminal)
      return EXIT.success
    })
  }
  const { loadOpened } = await import('../../runtime/load/load.js')
  const { loadReporter, refreshLines } = await import('../reporters/load-reporter.js')
  const reporter = await loadReporter(options, terminal, opened.root)
  try {
    const result = await interruptible(
      terminal,
      (signal) => loadOpened(opened, { ...options, cwd, reporter, signal }),
      reporter.pause,
    )
    if (!options.json)
      terminal.stderr.write(
        refreshLines(result, givenOptions(options))
          .map((line) => `${line}\n`)
          .join(''),
      )
    return EXIT.success
  } catch (error) {
    reporter.stop?.()
    if (!isKerrosError(error) || error.code !== 'E_CANCELLED') throw error
    if (options.json) terminal.stdout.write(`${JSON.stringify({ event: 'load_cancelled' })}\n`)
    else terminal.stderr.write('Stopped. Nothing was loaded.\n')
    return EXIT.interrupted
  }
}

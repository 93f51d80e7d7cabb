import { isKerrosError } from '../../../core/errors/index.js'
import { interruptible } from '../../errors/interrupt.js'
import { reportWarning } from '../../errors/report-warning.js'
import { stoppable } from '../../errors/stoppable.js'
import { givenOptions } from '../../options/given-options.js'
import {
  type CommonOptions,
  type SelectorOptions,
  withCommonOptions,
  withSelectOptions,
} from '../../options/options.js'
import { EXIT, type Terminal } from '../../output/terminal.js'
import type { AddCommand } from '../shared/add-command.js'
import { openProjectFromCli } from '../shared/open-project-from-cli.js'

interface LoadCommandOptions extends CommonOptions, SelectorOptions {
  readonly data?: string
  readonly fullRefresh?: boolean
  readonly dryRun?: boolean
  readonly openlineage?: string
}

/** `kerros load`: files into the source tables that name them. */
export const loadCommand: AddCommand = (program, terminal, setExitCode) => {
  const command = program.command('load').description('load files into the source tables that name them')
  withSelectOptions(withCommonOptions(command))
    .option('--data <folder>', "the folder with the files (default: data/ in the project's folder)")
    .option('-f, --full-refresh', 'load all files again, and replace everything in their tables')
    .option('--dry-run', 'print what would be loaded, and load nothing')
    .option(
      '--openlineage <place>',
      'send OpenLineage events to an address, or add them to a file (default: OPENLINEAGE_URL)',
    )
    .action(async (options: LoadCommandOptions) => setExitCode(await runLoadCommand(options, terminal)))
}

async function runLoadCommand(options: LoadCommandOptions, terminal: Terminal): Promise<number> {
  const { cwd } = terminal
  const opened = await openProjectFromCli(options, terminal)
  if (options.dryRun) {
    const { previewLoad } = await import('../../../runtime/load/preview-load.js')
    const { printPreview } = await import('../../reporters/print-preview.js')
    return stoppable(options, terminal, 'Stopped.', async () => {
      const preview = await interruptible(terminal, (signal) => previewLoad(opened, { ...options, cwd, signal }))
      printPreview(preview, options, terminal)
      return EXIT.success
    })
  }
  const { loadOpened } = await import('../../../runtime/load/load.js')
  const { loadReporter, refreshLines } = await import('../../reporters/load-reporter.js')
  const reporter = await loadReporter(options, terminal, opened.root)
  try {
    const { dataFolder } = await import('../../../runtime/load/loadable-sources.js')
    const { openLineageOptions } = await import('../../../runtime/open-lineage/open-lineage-options.js')
    const { loadWithOpenLineage } = await import('../../../runtime/open-lineage/load-with-open-lineage.js')
    const openLineage = openLineageOptions(options.openlineage, terminal.env)
    const { directory } = dataFolder(opened, options.data, cwd)
    const { outcome: result, unsent } = await interruptible(
      terminal,
      (signal) =>
        loadWithOpenLineage(openLineage, { opened, directory, reporter }, (observed) =>
          loadOpened(opened, { ...options, cwd, reporter: observed, signal }),
        ),
      reporter.pause,
    )
    if (unsent) reportWarning(unsent, options, terminal)
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

import path from 'node:path'
import type { FreshnessResult, FreshnessRun } from '../../../core/result/freshness-result.js'
import type { OpenProject } from '../../../runtime/open/open-project.js'
import { interruptible } from '../../errors/interrupt.js'
import { stoppable } from '../../errors/stoppable.js'
import {
  type CommonOptions,
  type SelectorOptions,
  withCommonOptions,
  withSelectOptions,
} from '../../options/options.js'
import { jsonLine } from '../../output/json-line.js'
import { EXIT, type Terminal } from '../../output/terminal.js'
import type { AddCommand } from '../shared/add-command.js'
import { openProjectFromCli } from '../shared/open-project-from-cli.js'

interface FreshnessOptions extends CommonOptions, SelectorOptions {
  readonly output?: string
}

/** `kerros source freshness`: how old the newest rows of sources are, and whether that is too old. */
export const sourcesFreshnessCommand: AddCommand = (sources, terminal, setExitCode) => {
  const command = sources
    .command('freshness')
    .description('measure how old the newest rows of sources are, and compare that with what they declare')
  withSelectOptions(withCommonOptions(command))
    .option('-o, --output <file>', 'the file to write (default: target/sources.json in the project)')
    .action(async (options: FreshnessOptions) => {
      const opened = await openProjectFromCli(options, terminal)
      const exitCode = await stoppable(options, terminal, 'Stopped.', async () => {
        const run = await interruptible(terminal, (signal) => measure(opened, options, terminal, signal))
        return run.results.some(isStale) ? EXIT.nodeFailed : EXIT.success
      })
      setExitCode(exitCode)
    })
}

async function measure(
  opened: OpenProject,
  options: FreshnessOptions,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<FreshnessRun> {
  const { sourceFreshness } = await import('../../../runtime/sources/source-freshness.js')
  const { sourcesFile, writeSources } = await import('../../../runtime/artifacts/write-sources.js')
  const { formatFreshness, formatFreshnessSummary } = await import('../../reporters/format-freshness.js')
  const run = await sourceFreshness(opened, { ...options, signal })
  const { stdout, cwd } = terminal
  const printed = run.results.filter(({ status }) => options.json || !options.quiet || status !== 'pass')
  for (const result of printed) stdout.write(options.json ? jsonLine(freshnessEvent(result)) : formatFreshness(result))
  const file = options.output === undefined ? sourcesFile(opened) : path.resolve(cwd, options.output)
  await writeSources(opened, run, file)
  if (options.json) stdout.write(jsonLine({ event: 'source_freshness_end', ok: !run.results.some(isStale), file }))
  else if (!options.quiet) stdout.write(formatFreshnessSummary(run))
  return run
}

function isStale({ status }: FreshnessResult): boolean {
  return status === 'error' || status === 'runtime error'
}

function freshnessEvent({ startedAt, durationMs, criteria, name, ...result }: FreshnessResult) {
  const { warnAfter, errorAfter } = criteria
  return { event: 'source_freshness', source: name, ...result, warnAfter, errorAfter, startedAt, durationMs }
}

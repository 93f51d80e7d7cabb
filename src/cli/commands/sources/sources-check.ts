import pc from 'picocolors'
import type { SourceDifference } from '../../../runtime/sources/source-drift.js'
import {
  type CommonOptions,
  type SelectorOptions,
  withCommonOptions,
  withSelectOptions,
} from '../../options/options.js'
import { EXIT } from '../../output/terminal.js'
import { formatCount } from '../../reporters/format-size.js'
import type { AddCommand } from '../shared/add-command.js'
import { openProjectFromCli } from '../shared/open-project-from-cli.js'

interface CheckOptions extends CommonOptions, SelectorOptions {}

/** `kerros sources check`: whether the declared sources exist in the warehouse, with the declared columns and types. */
export const sourcesCheckCommand: AddCommand = (sources, terminal, setExitCode) => {
  const command = sources.command('check').description('compare the declared sources with the warehouse')
  withSelectOptions(withCommonOptions(command)).action(async (options: CheckOptions) => {
    const { checkSources } = await import('../../../runtime/sources/check-sources.js')
    const { isDrift } = await import('../../../runtime/sources/source-drift.js')
    const opened = await openProjectFromCli(options, terminal)
    const { checked, differences } = await checkSources(opened, options)
    const drifted = new Set(differences.filter(isDrift).map(({ source }) => source)).size
    const lines = differences
      .filter((difference) => options.json || !options.quiet || isDrift(difference))
      .map((difference) =>
        options.json
          ? jsonLine({ event: 'source_difference', isDrift: isDrift(difference), ...difference })
          : differenceText(difference, isDrift),
      )
    const sum = `${formatCount(checked.length, 'source')} checked: ${drifted === 0 ? 'all are as declared' : `${drifted} not as declared`}\n`
    const last = options.json
      ? jsonLine({ event: 'sources_checked', sources: checked, drifted })
      : options.quiet
        ? ''
        : sum
    terminal.stdout.write(lines.join('') + last)
    setExitCode(drifted === 0 ? EXIT.success : EXIT.nodeFailed)
  })
}

function differenceText(difference: SourceDifference, isDrift: (difference: SourceDifference) => boolean): string {
  const { source, message, hint, file } = difference
  if (!isDrift(difference)) return `${pc.dim('more')} ${source}: ${message}\n`
  const wayOut = hint === undefined ? '' : `  ${pc.cyan('→')} ${hint}\n`
  return `${pc.red('FAIL')} ${source}: ${message}\n  ${pc.dim(`at ${file}`)}\n${wayOut}`
}

function jsonLine(value: object): string {
  return `${JSON.stringify(value)}\n`
}

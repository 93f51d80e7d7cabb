import pc from 'picocolors'
import type { KerrosError } from '../../core/errors/index.js'
import { givenOptions } from '../options/given-options.js'
import type { CommonOptions } from '../options/options.js'
import { formatDiagnostic } from '../output/format-diagnostic.js'
import { jsonLine } from '../output/json-line.js'
import type { Terminal } from '../output/terminal.js'

/** Shows what went wrong next to a command that did its work: the exit code stays that of the work. */
export function reportWarning(
  { code, message, hint }: KerrosError,
  options: CommonOptions,
  { stdout, stderr }: Terminal,
): void {
  const warning = { code, message, hint }
  if (options.json) stdout.write(jsonLine({ event: 'warning', warning }))
  else {
    const shownAs = { debug: options.debug ?? false, given: givenOptions(options) }
    stderr.write(`${pc.yellow('WARN')} ${formatDiagnostic(warning, shownAs)}\n`)
  }
}

import type { Reporter } from '../../core/result/reporter.js'
import { givenOptions } from '../options/given-options.js'
import type { CommonOptions } from '../options/options.js'
import type { Terminal } from '../output/terminal.js'
import { jsonReporter } from './json-reporter.js'
import { lineReporter } from './line-reporter.js'
import { liveReporter } from './live-reporter.js'
import { quietReporter } from './quiet-reporter.js'

/** The reporter that suits the options and the terminal. */
export function chooseReporter(options: CommonOptions, terminal: Terminal): Reporter {
  if (options.json) return jsonReporter(terminal.stdout)
  const shown = { debug: options.debug ?? false, given: givenOptions(options), columns: terminal.stdout.columns }
  if (options.quiet) return quietReporter(terminal.stderr, shown)
  const isLive = terminal.stdout.isTTY === true && !terminal.env['CI']
  return isLive
    ? liveReporter(terminal.stdout as NodeJS.WriteStream, shown)
    : lineReporter((line) => terminal.stdout.write(`${line}\n`), shown)
}

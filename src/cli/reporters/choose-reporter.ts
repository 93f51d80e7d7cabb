import type { Writable } from 'node:stream'
import type { Reporter } from '../../core/result/reporter.js'
import { givenOptions } from '../options/given-options.js'
import type { CommonOptions } from '../options/options.js'
import type { ShownAs } from '../output/format-diagnostic.js'
import type { Terminal } from '../output/terminal.js'
import { formatSummary } from './format-run.js'
import { jsonReporter } from './json-reporter.js'
import { lineReporter, takeoverLine } from './line-reporter.js'
import { liveReporter } from './live-reporter.js'

/** The reporter that suits the options and the terminal. */
export function chooseReporter(options: CommonOptions, terminal: Terminal): Reporter {
  if (options.json) return jsonReporter(terminal.stdout)
  const shownAs = { debug: options.debug ?? false, given: givenOptions(options), columns: terminal.stdout.columns }
  if (options.quiet) return quietReporter(terminal.stderr, shownAs)
  const isLive = terminal.stdout.isTTY === true && !terminal.env['CI']
  return isLive
    ? liveReporter(terminal.stdout as NodeJS.WriteStream, shownAs)
    : lineReporter((line) => terminal.stdout.write(`${line}\n`), shownAs)
}

/** Reports only what went wrong, on stderr. */
function quietReporter(stderr: Writable, shownAs: ShownAs): Reporter {
  return {
    onTakeover: (holder) => stderr.write(`${takeoverLine(holder)}\n`),
    onRunEnd: (result) => {
      if (result.ok && !result.nodes.some((node) => node.status === 'warn')) return
      for (const line of formatSummary(result, shownAs)) stderr.write(`${line}\n`)
    },
  }
}

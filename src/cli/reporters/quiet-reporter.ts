import type { Writable } from 'node:stream'
import type { Reporter } from '../../core/result/reporter.js'
import type { ShownAs } from '../output/format-diagnostic.js'
import { formatSummary } from './format-run.js'
import { takeoverLine } from './takeover-line.js'

/** Tells only what went wrong, on stderr. */
export function quietReporter(stderr: Writable, shown: ShownAs): Reporter {
  return {
    onTakeover: (holder) => stderr.write(`${takeoverLine(holder)}\n`),
    onRunEnd: (result) => {
      if (result.ok && !result.nodes.some((node) => node.status === 'warn')) return
      for (const line of formatSummary(result, shown)) stderr.write(`${line}\n`)
    },
  }
}

import pc from 'picocolors'
import type { Reporter } from '../../core/ports/reporter.js'
import { formatDuration, formatNodeEnd, formatSummary } from './format-run.js'

export interface LineReporterOptions {
  /** Whether or not the statements of each node are shown. */
  readonly showStatements: boolean
}

/** Tells a run in plain lines, one a node, as dbt does. */
export function lineReporter(write: (line: string) => void, options: LineReporterOptions): Reporter {
  return {
    onRunStart: (plan) => {
      const counts = new Map<string, number>()
      for (const { steps, problems, resourceType } of plan.nodes) {
        if (steps.length > 0 || problems.length > 0) counts.set(resourceType, (counts.get(resourceType) ?? 0) + 1)
      }
      const found = [...counts].map(([type, count]) => `${count} ${type}${count === 1 ? '' : 's'}`)
      write(`${pc.dim(`target ${plan.target}:`)} ${found.join(', ') || 'nothing to do'}`)
    },
    onNodeEnd: (result, position) => {
      write(formatNodeEnd(result, position))
      if (options.showStatements) for (const sql of result.statements) write(pc.dim(`      ${sql}`))
    },
    onRunEnd: (result) => {
      for (const line of formatSummary(result, options.showStatements)) write(line)
      write(pc.dim(`Finished in ${formatDuration(result.durationMs)}.`))
    },
  }
}

import pc from 'picocolors'
import type { Plan } from '../../core/plan/plan.js'
import type { ResourceType } from '../../core/project/nodes/node.js'
import type { Reporter } from '../../core/result/reporter.js'
import type { RunResult } from '../../core/result/run-result.js'
import { formatBatchEnd, formatDuration, formatNodeEnd, formatSummary, typeWord } from './format-run.js'
import { formatCount } from './format-size.js'
import { nextStep } from './next-step.js'
import type { RunShownAs } from './run-view.js'

/** Reports a run in plain lines, one a node, as dbt does; with `debug` also the statements of each. */
export function lineReporter(write: (line: string) => void, shownAs: RunShownAs): Reporter {
  const started = new Set<string>()
  const notStarted = new Map<ResourceType, number>()
  // Tests of one relation are one statement, which is long.
  const told = new Map<string, string>()
  let planned: Plan | undefined
  return {
    onTakeover: (holder) => write(takeoverLine(holder)),
    onRunStart: (plan) => {
      planned = plan
      const counts = new Map<ResourceType, number>()
      for (const { steps, diagnostics, resourceType } of plan.nodes) {
        if (steps.length > 0 || diagnostics.length > 0) counts.set(resourceType, (counts.get(resourceType) ?? 0) + 1)
      }
      const found = [...counts].map(([type, count]) => formatCount(count, typeWord(type)))
      write(`${pc.dim(`target ${plan.target}:`)} ${found.join(', ') || 'nothing to do'}`)
    },
    onNodeStart: ({ uniqueId }) => {
      started.add(uniqueId)
    },
    onBatchEnd: (node, batch, position) => {
      if (position.total > 1) write(formatBatchEnd(node.name, batch, position))
    },
    onNodeEnd: (result, position) => {
      // Otherwise, a stopped run would end in a line for each node that it did not reach.
      if (result.status === 'cancelled' && !started.has(result.uniqueId)) {
        notStarted.set(result.resourceType, (notStarted.get(result.resourceType) ?? 0) + 1)
        return
      }
      write(formatNodeEnd(result, position, shownAs.columns))
      if (!shownAs.debug) return
      for (const sql of result.statements) {
        const before = told.get(sql)
        if (before === undefined) told.set(sql, result.name)
        write(pc.dim(before === undefined ? `      ${sql}` : `      in the statement of ${before}`))
      }
    },
    onRunEnd: (result) => {
      if (notStarted.size > 0)
        write(
          `${pc.yellow('STOP')} ${[...notStarted].map(([type, count]) => formatCount(count, typeWord(type))).join(', ')} not started`,
        )
      for (const line of formatSummary(result, shownAs)) write(line)
      write(pc.dim(`Finished in ${formatDuration(result.durationMs)}.`))
      for (const line of nextStepLines(result, planned, shownAs)) write(line)
    },
  }
}

/** Reports that a run took over from another one. @param holder The process of the other run. */
export function takeoverLine(holder: string): string {
  return `${pc.yellow('WARN')} took over from ${holder}, which is gone; what it left running was cancelled`
}

/** What to do after a run that failed or was stopped. */
export function nextStepLines(result: RunResult, plan: Plan | undefined, shownAs: RunShownAs): readonly string[] {
  const command = plan && nextStep(result, plan, shownAs)
  if (command === undefined) return []
  const { retry } = shownAs
  return [
    `${pc.cyan('→')} ${result.cancelled ? 'Build the rest with' : 'When it is fixed'}: ${command}`,
    ...(retry === undefined ? [] : [`${pc.cyan('→')} Or only what failed or was skipped: ${retry}`]),
  ]
}

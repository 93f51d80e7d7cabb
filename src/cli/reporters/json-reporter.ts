import type { Writable } from 'node:stream'
import { hasNothingToDo } from '../../core/plan/plan.js'
import type { Reporter } from '../../core/result/reporter.js'
import { plainDiagnostic } from '../output/format-diagnostic.js'
import { jsonLine } from '../output/json-line.js'

/** Reports a run as one JSON object a line: `takeover`, `run_start`, `node_start`, `node_end`, `run_end`. */
export function jsonReporter(stdout: Writable): Reporter {
  const write = (event: object): void => {
    stdout.write(jsonLine(event))
  }
  return {
    onTakeover: (holder) => write({ event: 'takeover', holder }),
    onRunStart: ({ target, runId, startedAt, nodes }) =>
      write({
        event: 'run_start',
        target,
        runId,
        startedAt,
        nodes: nodes.filter((node) => !hasNothingToDo(node)).length,
      }),
    onNodeStart: ({ uniqueId, name, resourceType }, position) =>
      write({ event: 'node_start', uniqueId, name, resourceType, ...position }),
    onBatchEnd: ({ uniqueId, name }, batch, position) =>
      write({ event: 'batch_end', uniqueId, name, batch, ...position }),
    onNodeEnd: ({ statements, error, ...result }, position) =>
      write({
        event: 'node_end',
        ...result,
        ...(error && { error: plainDiagnostic(error) }),
        statements: statements.length,
        ...position,
      }),
    onRunEnd: ({ nodes, ...result }) => {
      const counts: { [status: string]: number } = {}
      for (const node of nodes) counts[node.status] = (counts[node.status] ?? 0) + 1
      write({ event: 'run_end', ...result, counts })
    },
  }
}

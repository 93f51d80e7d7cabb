import type { Writable } from 'node:stream'
import type { Reporter } from '../../core/ports/reporter.js'

/** Tells a run as one JSON object a line: `run_start`, `node_start`, `node_end`, `run_end`. */
export function jsonReporter(stdout: Writable): Reporter {
  const write = (event: object): void => {
    stdout.write(`${JSON.stringify(event)}\n`)
  }
  return {
    onRunStart: ({ target, runId, startedAt, nodes }) =>
      write({
        event: 'run_start',
        target,
        runId,
        startedAt,
        nodes: nodes.filter((node) => node.steps.length > 0).length,
      }),
    onNodeStart: ({ uniqueId, name, resourceType }, position) =>
      write({ event: 'node_start', uniqueId, name, resourceType, ...position }),
    onNodeEnd: ({ statements, ...result }, position) =>
      write({ event: 'node_end', ...result, statements: statements.length, ...position }),
    onRunEnd: ({ nodes, ...result }) => {
      const counts: { [status: string]: number } = {}
      for (const node of nodes) counts[node.status] = (counts[node.status] ?? 0) + 1
      write({ event: 'run_end', ...result, counts })
    },
  }
}

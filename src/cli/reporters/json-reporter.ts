import type { Writable } from 'node:stream'
import { hasNothingToDo } from '../../core/plan/plan.js'
import type { Reporter } from '../../core/result/reporter.js'
import type { NodeResult, RunResult } from '../../core/result/run-result.js'
import { plainDiagnostic } from '../output/format-diagnostic.js'
import { jsonLine } from '../output/json-line.js'

/** Reports a run as one JSON object a line: `takeover`, `run_start`, `node_start`, `unitTest`, `node_end`, `unitTests`, `run_end`. */
export function jsonReporter(stdout: Writable): Reporter {
  const write = (event: object): void => {
    stdout.write(jsonLine(event))
  }
  /** What unit tests test, by their unique ids. */
  const tested = new Map<string, string>()
  return {
    onTakeover: (holder) => write({ event: 'takeover', holder }),
    onRunStart: ({ target, runId, startedAt, nodes }) => {
      for (const { uniqueId, steps } of nodes)
        for (const step of steps) if (step.kind === 'unitTest' && step.of !== undefined) tested.set(uniqueId, step.of)
      write({
        event: 'run_start',
        target,
        runId,
        startedAt,
        nodes: nodes.filter((node) => !hasNothingToDo(node)).length,
      })
    },
    onNodeStart: ({ uniqueId, name, resourceType, buildReasons }, position) =>
      write({
        event: 'node_start',
        uniqueId,
        name,
        resourceType,
        ...(buildReasons && { buildReasons }),
        ...position,
      }),
    onBatchEnd: ({ uniqueId, name }, batch, position) =>
      write({ event: 'batch_end', uniqueId, name, batch, ...position }),
    onNodeEnd: (ended, position) => {
      const { statements, error, unitTest: _rows, ...result } = ended
      if (isUnitTest(ended)) write(unitTestEvent(ended, tested.get(ended.uniqueId)))
      write({
        event: 'node_end',
        ...result,
        ...(error && { error: plainDiagnostic(error) }),
        statements: statements.length,
        ...position,
      })
    },
    onRunEnd: ({ nodes, ...result }) => {
      if (nodes.some(isUnitTest)) write(unitTestsEvent(nodes.filter(isUnitTest)))
      const counts: { [status: string]: number } = {}
      for (const node of nodes) counts[node.status] = (counts[node.status] ?? 0) + 1
      write({ event: 'run_end', ...result, counts })
    },
  }
}

function isUnitTest({ resourceType }: NodeResult): boolean {
  return resourceType === 'unit_test'
}

/** What became of a unit test, with the rows that differ: the test itself gave and expected them. */
function unitTestEvent({ uniqueId, name, status, durationMs, unitTest, error }: NodeResult, tests: string | undefined) {
  const rows = unitTest &&
    !unitTest.ok && {
      columns: unitTest.columns,
      different: unitTest.different,
      missing: unitTest.missing,
      unexpected: unitTest.unexpected,
    }
  return {
    event: 'unitTest',
    uniqueId,
    name,
    ...(tests !== undefined && { tests }),
    status,
    durationMs,
    ...rows,
    ...(error && { errors: [plainDiagnostic(error)] }),
  }
}

function unitTestsEvent(nodes: RunResult['nodes']): object {
  const count = (status: NodeResult['status']): number => nodes.filter((node) => node.status === status).length
  const [pass, fail, error] = [count('pass'), count('fail'), count('error')]
  return { event: 'unitTests', ok: pass === nodes.length, pass, fail, error, total: nodes.length }
}

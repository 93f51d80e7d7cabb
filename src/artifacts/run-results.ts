import { counted } from '../core/errors/wording.js'
import { isTest } from '../core/project/nodes/node.js'
import { differenceCounts } from '../core/result/difference-counts.js'
import type { NodeResult, RunResult } from '../core/result/run-result.js'
import { type ArtifactMetadata, artifactMetadata } from './artifact-metadata.js'
import type { ArtifactNode, ArtifactProject, ArtifactRun } from './artifact-project.js'

/** dbt's `run_results.json`, version 6: what became of each node of a run. */
export interface RunResults {
  readonly metadata: ArtifactMetadata
  readonly results: readonly RunResultEntry[]
  /** Seconds. */
  readonly elapsed_time: number
  readonly args: { readonly [name: string]: unknown }
}

/** What became of one node. */
export interface RunResultEntry {
  readonly status: string
  readonly timing: readonly { readonly name: string; readonly started_at: string; readonly completed_at: string }[]
  readonly thread_id: string
  /** Seconds. */
  readonly execution_time: number
  readonly adapter_response: { readonly [name: string]: unknown }
  readonly message: string
  readonly failures: number | null
  readonly unique_id: string
  readonly compiled: boolean
  readonly compiled_code: string | null
  readonly relation_name: string | null
  /** Starts and ends of batches; `null` for what is not computed in batches. */
  readonly batch_results: BatchResults | null
}

/** The batches of a microbatch model, each with its start and its end. Those that were not reached count as failed, as in dbt. */
export interface BatchResults {
  readonly successful: readonly (readonly [start: string, end: string])[]
  readonly failed: readonly (readonly [start: string, end: string])[]
}

/**
 * Describes a run as dbt's run_results, version 6. Pure.
 *
 * @param args What the command was given, by dbt's names: `{ which: 'build', select: ['+dim_movies'] }`.
 * @see https://schemas.getdbt.com/dbt/run-results/v6.json
 */
export function runResults(
  project: ArtifactProject,
  result: RunResult,
  run: ArtifactRun,
  args: { readonly [name: string]: unknown },
): RunResults {
  const nodes = new Map(project.nodes.map((each) => [each.node.uniqueId, each]))
  return {
    metadata: artifactMetadata('run-results/v6', project, run),
    results: result.nodes
      // What only orders others has no result in dbt's artifact.
      .filter(({ resourceType }) => resourceType !== 'source')
      .map((each) => entry(each, nodes.get(each.uniqueId))),
    elapsed_time: result.durationMs / 1000,
    args,
  }
}

function entry(result: NodeResult, described: ArtifactNode | undefined): RunResultEntry {
  const { status, startedAt, durationMs, failures, uniqueId, relationName, rowsAffected } = result
  const started_at = startedAt.toISOString()
  const completed_at = new Date(startedAt.getTime() + durationMs).toISOString()
  const compiledCode = described?.compiledCode
  return {
    // dbt has no word for a node that was stopped.
    status: status === 'cancelled' ? 'skipped' : status,
    timing: durationMs === 0 && status === 'skipped' ? [] : [{ name: 'execute', started_at, completed_at }],
    thread_id: result.thread === undefined ? 'main' : `Thread-${result.thread}`,
    execution_time: durationMs / 1000,
    adapter_response: {
      _message: resultMessage(result),
      ...(rowsAffected !== undefined && { rows_affected: rowsAffected }),
      ...(result.queryIds.length > 0 && { query_id: result.queryIds.at(-1), query_ids: result.queryIds }),
    },
    message: resultMessage(result),
    failures: isTest(result) ? (failures ?? null) : null,
    unique_id: uniqueId,
    compiled: compiledCode !== undefined,
    compiled_code: compiledCode ?? null,
    relation_name: described?.relationName ?? relationName ?? null,
    batch_results: batchResults(result),
  }
}

function batchResults({ batches }: NodeResult): BatchResults | null {
  if (!batches) return null
  const of = (isSuccessful: boolean) =>
    batches
      .filter(({ status }) => (status === 'success') === isSuccessful)
      .map(({ start, end }) => [start.toISOString(), end.toISOString()] as const)
  return { successful: of(true), failed: of(false) }
}

/** What became of a node, in a sentence, in every case: readers drop tests that passed without one. */
export function resultMessage(result: NodeResult): string {
  const { status, error, at, failures, threshold, unitTest, rowsAffected, isUnchanged, cause, resourceType } = result
  const place = error?.at ?? at
  if (error) return [error.message, ...(place === undefined ? [] : [`at ${place}`]), error.hint ?? []].flat().join('\n')
  if (status === 'skipped') return cause === undefined ? 'Skipped' : `Skipped because ${cause} failed`
  if (status === 'cancelled') return 'Cancelled'
  if (result.isReused) return 'Reused: nothing has changed'
  if (isTest(result) && status === 'pass') return 'Passed'
  // Without the rows: only their numbers.
  if (unitTest) return `Got other rows than expected: ${differenceCounts(unitTest)}`
  if (resourceType === 'test') {
    const configured =
      threshold === undefined || threshold === '!= 0' ? '' : `, configured to ${status} if ${threshold}`
    return `Got ${counted(failures ?? 0, 'failing row')}${configured}`
  }
  if (isUnchanged) return 'Unchanged'
  return rowsAffected === undefined ? 'Success' : `Success: ${counted(rowsAffected, 'row')}`
}

import { ageOf, type FreshnessResult, type FreshnessRun, NEVER } from '../core/result/freshness-result.js'
import { type ArtifactMetadata, artifactMetadata } from './artifact-metadata.js'
import type { ArtifactProject } from './artifact-project.js'
import { type FreshnessCriteria, freshnessCriteria } from './freshness-criteria.js'

/** dbt's `sources.json`, version 3: how fresh sources are. */
export interface Sources {
  readonly metadata: ArtifactMetadata
  readonly results: readonly SourcesEntry[]
  /** Seconds. */
  readonly elapsed_time: number
}

/** How fresh one source is, or why that is not known. */
type SourcesEntry = MeasuredEntry | UnmeasuredEntry

interface UnmeasuredEntry {
  readonly unique_id: string
  readonly error: string
  readonly status: 'runtime error'
}

interface MeasuredEntry {
  readonly unique_id: string
  readonly max_loaded_at: string
  readonly snapshotted_at: string
  /** Seconds. */
  readonly max_loaded_at_time_ago_in_s: number
  readonly status: 'pass' | 'warn' | 'error'
  readonly criteria: FreshnessCriteria
  readonly adapter_response: { readonly [name: string]: unknown }
  readonly timing: readonly { readonly name: string; readonly started_at: string; readonly completed_at: string }[]
  readonly thread_id: string
  /** Seconds. */
  readonly execution_time: number
}

/**
 * Describes a measurement as dbt's sources, version 3. Pure.
 *
 * @see https://schemas.getdbt.com/dbt/sources/v3.json
 */
export function sources(project: ArtifactProject, run: FreshnessRun, generatedAt: Date): Sources {
  const filters = new Map(project.nodes.map(({ node, freshnessFilter }) => [node.uniqueId, freshnessFilter]))
  const { invocationId, startedAt } = run
  return {
    metadata: artifactMetadata('sources/v3', project, { invocationId, startedAt, generatedAt }),
    results: run.results.map((result) => entry(result, filters.get(result.uniqueId))),
    elapsed_time: run.durationMs / 1000,
  }
}

function entry(result: FreshnessResult, filter: string | undefined): SourcesEntry {
  const { uniqueId, status, error, maxLoadedAt = NEVER, snapshottedAt, criteria, startedAt, durationMs } = result
  const age = ageOf(result)
  if (status === 'runtime error' || snapshottedAt === undefined || age === undefined)
    return { unique_id: uniqueId, error: error?.message ?? 'not measured', status: 'runtime error' }
  const [started_at, completed_at] = [startedAt, new Date(startedAt.getTime() + durationMs)].map((at) =>
    at.toISOString(),
  )
  return {
    unique_id: uniqueId,
    max_loaded_at: maxLoadedAt.toISOString(),
    snapshotted_at: snapshottedAt.toISOString(),
    max_loaded_at_time_ago_in_s: age / 1000,
    status,
    criteria: freshnessCriteria({ ...criteria, filter: undefined }, filter)!,
    adapter_response: {},
    timing: [{ name: 'execute', started_at: started_at!, completed_at: completed_at! }],
    thread_id: 'main',
    execution_time: durationMs / 1000,
  }
}

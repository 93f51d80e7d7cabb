import path from 'node:path'
import { type RunResults, resultMessage } from '../../artifacts/index.js'
import type { ProjectNode } from '../../core/project/nodes/node.js'
import type { UnitTestNode } from '../../core/project/project.js'
import type { NodeResult, RunResult } from '../../core/result/run-result.js'
import { artifactsFolderOf } from '../../runtime/artifacts/write-artifacts.js'
import type { OpenProject } from '../../runtime/open/open-project.js'
import { readRegularText } from '../../util/regular-file.js'

/** What a report says of a node of a run. */
export interface ReportNode
  extends Pick<NodeResult, 'uniqueId' | 'name' | 'resourceType' | 'materialized' | 'file' | 'rowsAffected'> {
  readonly status: string
  readonly durationMs: number
  /** What became of it, in a sentence. */
  readonly message: string
}

/** The run that a report is about. */
export interface ReportRun {
  /** The command, without `kerros`; `undefined` for a run of a program. */
  readonly command: string | undefined
  readonly startedAt: Date
  readonly durationMs: number
  readonly nodes: readonly ReportNode[]
}

/** A run that has just ended. */
export function reportRun(command: string | undefined, { startedAt, durationMs, nodes }: RunResult): ReportRun {
  return { command, startedAt, durationMs, nodes: nodes.map((node) => ({ ...node, message: resultMessage(node) })) }
}

/**
 * The last run on the target, from `target/run_results.json`. What is no longer part of the project is left out.
 *
 * @returns `undefined` if nothing has run there, or something has run on another target since.
 */
export async function lastRun({ root, project, targetName }: OpenProject): Promise<ReportRun | undefined> {
  const results = await readResults(path.join(artifactsFolderOf(root), 'run_results.json'))
  if (!results || results.args['target'] !== targetName) return undefined
  const all: readonly (ProjectNode | UnitTestNode)[] = [...project.nodes, ...(project.unitTests ?? [])]
  const nodes = new Map(all.map((node) => [node.uniqueId, node]))
  return {
    command: String(results.args['which'] ?? 'build'),
    startedAt: new Date(results.metadata.invocation_started_at),
    durationMs: results.elapsed_time * 1000,
    nodes: results.results.flatMap((result) => {
      const node = nodes.get(result.unique_id)
      return node ? reportNode(node, result) : []
    }),
  }
}

async function readResults(file: string): Promise<RunResults | undefined> {
  try {
    return JSON.parse(await readRegularText(file)) as RunResults
  } catch {
    return undefined
  }
}

function reportNode(node: ProjectNode | UnitTestNode, result: RunResults['results'][number]): ReportNode {
  const rows = result.adapter_response['rows_affected']
  return {
    uniqueId: node.uniqueId,
    name: node.name,
    resourceType: node.resourceType,
    materialized: 'materialized' in node ? node.materialized : undefined,
    file: node.file,
    rowsAffected: typeof rows === 'number' ? rows : undefined,
    status: result.status,
    durationMs: result.execution_time * 1000,
    message: result.message,
  }
}

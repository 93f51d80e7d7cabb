import { type ArtifactRun, manifest, runResults } from '../../artifacts/index.js'
import type { RunResult } from '../../core/result/run-result.js'
import type { OpenProject } from '../open/open-project.js'
import type { PlanCommand } from '../select/command-scope.js'
import type { SelectionOptions } from '../select/select-for.js'
import { describeProject } from './describe-project.js'
import { writeArtifacts } from './write-artifacts.js'

/** What a command was given, as far as artifacts say it. */
export interface RunArguments extends SelectionOptions {
  readonly fullRefresh?: boolean | undefined
  readonly threads?: number | undefined
  readonly failFast?: boolean | undefined
}

/**
 * Writes `target/manifest.json` and `target/run_results.json` after a run. The manifest has the whole project, and the
 * compiled code of the nodes that took part, as dbt's has.
 *
 * @returns The files.
 * @throws KerrosError `E_ARTIFACTS` when a file cannot be written.
 */
export async function writeRunArtifacts(
  command: PlanCommand,
  opened: OpenProject,
  result: RunResult,
  given: RunArguments,
): Promise<readonly string[]> {
  const described = await describeProject(opened, {
    compiled: new Set(result.nodes.map(({ uniqueId }) => uniqueId)),
  })
  const run: ArtifactRun = { invocationId: result.runId, startedAt: result.startedAt, generatedAt: new Date() }
  return writeArtifacts(opened.root, {
    'manifest.json': manifest(described, run),
    'run_results.json': runResults(described, result, run, argumentsOf(command, opened, given)),
  })
}

function argumentsOf(
  command: PlanCommand,
  { targetName }: OpenProject,
  { select, exclude, fullRefresh, threads, failFast }: RunArguments,
): { readonly [name: string]: unknown } {
  return {
    which: command,
    target: targetName,
    select: select ?? [],
    exclude: exclude ?? [],
    full_refresh: fullRefresh ?? false,
    fail_fast: failFast ?? false,
    ...(threads !== undefined && { threads }),
  }
}

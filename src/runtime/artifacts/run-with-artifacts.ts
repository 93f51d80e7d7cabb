import {
  type ArtifactProject,
  type ArtifactRun,
  type ManifestEntry,
  manifest,
  manifestEntries,
  runResults,
} from '../../artifacts/index.js'
import type { TimeInput } from '../../core/batches/parse-time.js'
import { isKerrosError, KerrosError } from '../../core/errors/index.js'
import type { Plan } from '../../core/plan/plan.js'
import type { RunResult } from '../../core/result/run-result.js'
import type { OpenProject } from '../open/open-project.js'
import { type RunCommandOptions, type RunOptions, runCommand } from '../run/run-command.js'
import type { PlanCommand } from '../select/command-scope.js'
import { type DescribePlan, describingOnce } from './describe-plan.js'
import { inSlices } from './in-slices.js'
import { artifactsFolderOf, writeArtifacts } from './write-artifacts.js'

/** A run, and why its artifacts are missing. */
export interface RunWithArtifacts {
  readonly result: RunResult
  /** `E_ARTIFACTS` if a file could not be written. The run itself is not affected. */
  readonly unwritten: KerrosError | undefined
}

/** Options of a run that writes artifacts. */
export interface RunWithArtifactsOptions extends RunCommandOptions {
  /** Where they are written. Default: the project's `target/`. */
  readonly artifactsFolder?: string | undefined
  /** Describes the project. Default: a description of its own. */
  readonly describe?: DescribePlan | undefined
}

/**
 * Plans and runs a command, and writes `target/manifest.json` and `target/run_results.json`. The manifest has the whole
 * project, and the compiled code of the plan's nodes. It does not depend on their results, so it is written while the
 * engine works.
 */
export async function runWithArtifacts(
  command: PlanCommand,
  opened: OpenProject,
  options: RunWithArtifactsOptions,
): Promise<RunWithArtifacts> {
  const { reporter, artifactsFolder = artifactsFolderOf(opened.root), describe = describingOnce(opened) } = options
  opened.compiler.keepWritten()
  let writing: Promise<ArtifactProject> | undefined
  const onRunStart = (plan: Plan): void => {
    reporter?.onRunStart?.(plan)
    writing = writeManifestOfPlan(plan, describe(plan), artifactsFolder)
    // Reported after the run; if the run itself fails, only its own error is reported.
    writing.catch(() => undefined)
  }
  const result = await runCommand(command, opened, { ...options, reporter: { ...reporter, onRunStart } })
  try {
    const run: ArtifactRun = { invocationId: result.runId, startedAt: result.startedAt, generatedAt: new Date() }
    const results = runResults((await writing)!, result, run, argumentsOf(command, opened, options))
    await writeArtifacts(artifactsFolder, { 'run_results.json': results })
    return { result, unwritten: undefined }
  } catch (error) {
    if (isKerrosError(error) && error.code === 'E_ARTIFACTS') return { result, unwritten: avoidable(error) }
    throw error
  }
}

/** A run can do without its artifacts, unlike a command that only writes them. */
function avoidable({ code, message, hint, cause }: KerrosError): KerrosError {
  return new KerrosError(code, message, { hint: `${hint} Or run the command with --no-artifacts.`, cause })
}

async function writeManifestOfPlan(
  { runId, startedAt }: Plan,
  describing: Promise<ArtifactProject>,
  folder: string,
): Promise<ArtifactProject> {
  const described = await describing
  const entries: ManifestEntry[] = []
  for await (const entry of inSlices(manifestEntries(described))) entries.push(entry)
  const run: ArtifactRun = { invocationId: runId, startedAt, generatedAt: new Date() }
  await writeArtifacts(folder, { 'manifest.json': manifest(described, run, entries) })
  return described
}

/** The options of a command, by dbt's names. */
function argumentsOf(
  command: PlanCommand,
  { targetName }: OpenProject,
  {
    select,
    exclude,
    selector,
    indirectSelection,
    fullRefresh,
    empty,
    sample,
    eventTimeStart,
    eventTimeEnd,
    threads,
    failFast,
    storeFailures,
    vars,
    defer,
  }: RunOptions,
): { readonly [name: string]: unknown } {
  return {
    which: command,
    target: targetName,
    select: select ?? [],
    exclude: exclude ?? [],
    ...(selector !== undefined && { selector }),
    ...(empty && { empty }),
    ...(sample !== undefined && { sample }),
    indirect_selection: indirectSelection ?? 'eager',
    full_refresh: fullRefresh ?? false,
    ...(eventTimeStart !== undefined && { event_time_start: timeText(eventTimeStart) }),
    ...(eventTimeEnd !== undefined && { event_time_end: timeText(eventTimeEnd) }),
    fail_fast: failFast ?? false,
    store_failures: storeFailures ?? false,
    vars: vars ?? {},
    ...(defer && { defer: true, state: defer.state, favor_state: defer.favorState ?? false }),
    ...(threads !== undefined && { threads }),
  }
}

function timeText(time: TimeInput): string {
  return time instanceof Date ? time.toISOString() : time
}

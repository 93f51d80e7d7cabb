import { isKerrosError } from '../../core/errors/index.js'
import type { Plan } from '../../core/plan/plan.js'
import type { RunResult } from '../../core/result/run-result.js'
import { describingOnce } from '../../runtime/artifacts/describe-plan.js'
import { type RunWithArtifacts, runWithArtifacts } from '../../runtime/artifacts/run-with-artifacts.js'
import { type OpenLineageOptions, openLineageOptions } from '../../runtime/open-lineage/open-lineage-options.js'
import { withOpenLineage } from '../../runtime/open-lineage/with-open-lineage.js'
import { type RunOptions, runCommand } from '../../runtime/run/run-command.js'
import type { PlanCommand } from '../../runtime/select/command-scope.js'
import { projectUnitTests } from '../../testing/project-unit-tests.js'
import { interruptible } from '../errors/interrupt.js'
import { cloneOptions, deferOptions } from '../options/defer-options.js'
import { EXIT, type Terminal } from '../output/terminal.js'
import { type DbtLog, dbtNote } from './dbt-log.js'
import type { DbtOptions } from './dbt-options.js'
import { dbtReporter, NOTHING_TO_DO } from './dbt-reporter.js'
import { matchingSelection } from './matching-selection.js'
import { type OpenDbtProject, openDbtProject } from './open-dbt-project.js'
import { runWhenFree } from './run-when-free.js'
import { writeCompiled } from './write-compiled.js'

/**
 * `build`, `run`, `test`, `seed` and `snapshot` of dbt.
 *
 * @returns The exit code: 0, or 1 if a node failed, or 2 if the run was stopped.
 */
export async function runDbtPlan(
  command: PlanCommand,
  options: DbtOptions,
  log: DbtLog,
  terminal: Terminal,
): Promise<number> {
  const project = await openDbtProject(options, log, terminal)
  const { isEmpty, warnings, ...selection } = matchingSelection(project.opened.project, options)
  warnings.forEach(log.event)
  if (isEmpty) {
    log.event(NOTHING_TO_DO)
    return EXIT.success
  }
  const openLineage = openLineageOptions(undefined, terminal.env)
  const { fullRefresh, failFast, storeFailures, nodes, tested, vars, sample } = options
  const { eventTimeStart, eventTimeEnd, batches } = options
  const threads = options.singleThreaded ? 1 : (options.threads ?? project.opened.target.threads)
  const given: RunOptions = {
    ...selection,
    nodes,
    tested,
    vars,
    sample,
    fullRefresh,
    eventTimeStart,
    eventTimeEnd,
    batches,
    failFast,
    storeFailures,
    defer: command === 'clone' ? cloneOptions(options) : options.defer ? deferOptions(options) : undefined,
    built: options.built,
    cwd: terminal.cwd,
    threads,
    reporter: dbtReporter(log, threads),
  }
  try {
    const result = await interruptible(terminal, (signal) =>
      runWhenFree(log, signal, (onBegin) =>
        execute(command, project, { ...given, signal }, { ...options, openLineage, onBegin, log }),
      ),
    )
    if (result.cancelled) return EXIT.couldNotRun
    return result.ok && !isWarnError(result, options) ? EXIT.success : EXIT.nodeFailed
  } catch (error) {
    if (!isKerrosError(error) || error.code !== 'E_NO_MATCH') throw error
    log.event(NOTHING_TO_DO)
    return EXIT.success
  }
}

interface Execution {
  readonly writeJson?: boolean
  readonly openLineage: OpenLineageOptions | undefined
  readonly onBegin: () => void
  readonly log: DbtLog
}

async function execute(
  command: PlanCommand,
  { opened, artifactsFolder }: OpenDbtProject,
  options: RunOptions,
  { writeJson, openLineage, onBegin, log }: Execution,
): Promise<RunResult> {
  let writing: Promise<void> | undefined
  const onRunStart = (plan: Plan): void => {
    onBegin()
    options.reporter?.onRunStart?.(plan)
    if (writeJson !== false) writing = writeCompiled(plan, artifactsFolder)
    writing?.catch(() => undefined)
  }
  const reporter = { ...options.reporter, onRunStart }
  const describe = describingOnce(opened)
  const { outcome, unsent } = await withOpenLineage(
    openLineage,
    { command, opened, reporter, describe },
    async (observed): Promise<RunWithArtifacts> => {
      const runUnitTest = projectUnitTests(opened, options.vars)
      const given = { ...options, reporter: observed, describe, runUnitTest }
      if (writeJson !== false) return runWithArtifacts(command, opened, { ...given, artifactsFolder })
      return { result: await runCommand(command, opened, given), unwritten: undefined }
    },
  )
  const { result, unwritten } = outcome
  await writing?.catch((error: Error) => log.event(dbtNote(`the compiled SQL cannot be written: ${error.message}`)))
  for (const missing of [unwritten, unsent])
    if (missing) log.event(dbtNote(`${missing.message} ${missing.hint ?? ''}`.trim()))
  return result
}

function isWarnError({ nodes }: RunResult, { warnError }: DbtOptions): boolean {
  return warnError === true && nodes.some(({ status }) => status === 'warn')
}

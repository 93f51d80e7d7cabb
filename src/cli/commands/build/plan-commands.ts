import path from 'node:path'
import { DiagnosticsError, KerrosError } from '../../../core/errors/index.js'
import { counted } from '../../../core/errors/wording.js'
import type { Reporter } from '../../../core/result/reporter.js'
import type { RunWithArtifacts } from '../../../runtime/artifacts/run-with-artifacts.js'
import type { OpenProject } from '../../../runtime/open/open-project.js'
import type { PlanCommand } from '../../../runtime/select/command-scope.js'
import { projectUnitTests } from '../../../testing/project-unit-tests.js'
import { interruptible } from '../../errors/interrupt.js'
import { reportWarning } from '../../errors/report-warning.js'
import { stoppable } from '../../errors/stoppable.js'
import {
  type PlanOptions,
  withAllowBreaking,
  withCloneOptions,
  withEmptySeeds,
  withEventTime,
  withFewerRows,
  withFullRefresh,
  withIndirectSelection,
  withPlanOptions,
  withResourceTypes,
  withReuse,
  withSeedTypes,
  withShowValues,
  withStoreFailures,
  withUnit,
} from '../../options/options.js'
import { EXIT, type Terminal } from '../../output/terminal.js'
import type { AddCommand } from '../shared/add-command.js'
import { openProjectFromCli } from '../shared/open-project-from-cli.js'
import { type SeedTypesCommandOptions, writeSeedTypes } from './seed-types.js'

const DESCRIPTIONS: { readonly [C in PlanCommand]: string } = {
  build: 'seed, run, snapshot and test the selected nodes; a failing test stops what depends on it',
  run: 'build the selected models, without tests',
  test: 'run the selected tests, and the tests of selected nodes',
  seed: 'load the selected seeds',
  snapshot: 'take the selected snapshots',
  clone: 'make relations of a state in the target: tables without copying rows, where the engine can, else views',
}

/** `build`, `run`, `test`, `seed`, `snapshot` and `clone`: plan, then print the plan or run it. */
export const planCommands: AddCommand = (program, terminal, setExitCode) => {
  for (const [name, description] of Object.entries(DESCRIPTIONS)) {
    const named = program.command(name).description(description)
    const command = name === 'clone' ? withCloneOptions(named) : withPlanOptions(named)
    if (name === 'build') withFullRefresh(command, 'rebuild incremental models, and load unchanged seeds, too')
    if (name === 'run') withFullRefresh(command)
    if (name === 'seed') withFullRefresh(command, 'load unchanged seeds, too')
    if (name !== 'clone') withReuse(command)
    if (name === 'build' || name === 'run') withAllowBreaking(command)
    if (name === 'build' || name === 'run') withEventTime(command)
    if (name === 'build' || name === 'test' || name === 'clone') withResourceTypes(command)
    if (name === 'build' || name === 'run') withFewerRows(command)
    if (name === 'build' || name === 'test') withShowValues(withStoreFailures(withIndirectSelection(command)))
    if (name === 'test') withUnit(command)
    if (name === 'seed') withSeedTypes(withEmptySeeds(command))
    command.action(async (options: PlanOptions & SeedTypesCommandOptions) => {
      if (options.check && options.types === undefined) command.error('error: --check needs --types')
      if (name === 'seed' && options.types !== undefined) return setExitCode(await writeSeedTypes(options, terminal))
      const only = options.unit ? { resourceType: ['unit_test'] } : {}
      await runPlanCommand(name as PlanCommand, { ...options, ...only }, terminal, setExitCode)
    })
  }
}

/** Runs a command with its options. With `nodes`, variables may be given that only others use. */
export async function runPlanCommand(
  command: PlanCommand,
  options: PlanOptions,
  terminal: Terminal,
  setExitCode: (exitCode: number) => void,
): Promise<void> {
  const { chosenTypes } = await import('../../../runtime/select/resource-types.js')
  const { cloneOptions, deferOptions } = await import('../../options/defer-options.js')
  const typed = {
    ...options,
    resourceTypes: chosenTypes(options),
    defer: command === 'clone' ? cloneOptions(options) : deferOptions(options),
    cwd: terminal.cwd,
  }
  const { dryRun, runCommand } = await import('../../../runtime/run/run-command.js')
  const found = await openProjectFromCli(options, terminal)
  const opened = options.nodes ? withUnusedVariables(found) : found
  if (command === 'build' || command === 'run') await refuseBreaking(opened, options, terminal)
  if (options.dryRun) {
    const { compiledNodes, setupStatements } = await import('../../../runtime/compile.js')
    const { printStatements } = await import('../../output/print-statements.js')
    const plan = await dryRun(command, opened, typed)
    const { dialect } = opened.target
    const printed = { setup: setupStatements(plan, opened), nodes: compiledNodes(plan, dialect) }
    printStatements(printed, dialect.lexicalRules, options, terminal)
    return
  }
  const { chooseReporter } = await import('../../reporters/choose-reporter.js')
  const reporter = await chooseReporter(command, opened, options, terminal)
  const { runWithArtifacts } = await import('../../../runtime/artifacts/run-with-artifacts.js')
  const { openLineageOptions } = await import('../../../runtime/open-lineage/open-lineage-options.js')
  const { withOpenLineage } = await import('../../../runtime/open-lineage/with-open-lineage.js')
  const { describingOnce } = await import('../../../runtime/artifacts/describe-plan.js')
  const openLineage = openLineageOptions(options.openlineage, terminal.env)
  const describe = describingOnce(opened)
  const run = async (observed: Reporter | undefined, signal: AbortSignal): Promise<RunWithArtifacts> => {
    const runUnitTest = projectUnitTests(opened, options.vars)
    const given = { ...typed, reporter: observed, signal, describe, runUnitTest }
    if (options.artifacts !== false) return runWithArtifacts(command, opened, given)
    return { result: await runCommand(command, opened, given), unwritten: undefined }
  }
  const work = (signal: AbortSignal) =>
    withOpenLineage(openLineage, { command, opened, reporter, describe }, (observed) => run(observed, signal))
  const exitCode = await stoppable(options, terminal, 'Stopped. Nothing was started.', async () => {
    const { outcome, unsent } = await interruptible(terminal, work, reporter.pause).finally(() => reporter.stop?.())
    const { result, unwritten } = outcome
    if (options.showValues && !result.cancelled) {
      const { showFailingRows } = await import('../shared/show-failing-rows.js')
      await showFailingRows(result, opened, options, terminal)
    }
    const unrecorded =
      result.unrecorded && new KerrosError(result.unrecorded.code, result.unrecorded.message, result.unrecorded)
    for (const warning of [unwritten, unsent, unrecorded]) if (warning) reportWarning(warning, options, terminal)
    if (result.cancelled) return EXIT.interrupted
    const warned = options.warnError ? result.nodes.filter(({ status }) => status === 'warn').length : 0
    if (warned > 0 && !options.json)
      terminal.stderr.write(`--warn-error: ${counted(warned, 'warning')} made the command fail\n`)
    return result.ok && warned === 0 ? EXIT.success : EXIT.nodeFailed
  })
  setExitCode(exitCode)
}

/**
 * Contracts that are broken, compared with the manifest of `--state`; with `--allow-breaking` they are warnings.
 *
 * @throws DiagnosticsError `E_BREAKING_CHANGE`.
 */
async function refuseBreaking(opened: OpenProject, options: PlanOptions, terminal: Terminal): Promise<void> {
  if (options.state === undefined) return
  const { breakingChanges } = await import('../../../runtime/artifacts/breaking-changes.js')
  const found = await breakingChanges(opened, path.resolve(terminal.cwd, options.state))
  if (found.length === 0) return
  if (!options.allowBreaking) throw new DiagnosticsError(found, 'contracts')
  for (const { code, message } of found)
    reportWarning(new KerrosError(code, message, { hint: 'Allowed by --allow-breaking.' }), options, terminal)
}

function withUnusedVariables(opened: OpenProject): OpenProject {
  return { ...opened, variables: { ...opened.variables, checkAllUsed: () => undefined } }
}

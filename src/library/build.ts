import type { OptionNames } from '../core/definitions/options/values/option-checks.js'
import type { RunResult } from '../core/result/run-result.js'
import { checkOptions, PROJECT_OPTIONS } from '../runtime/open/check-options.js'
import { openProject } from '../runtime/open/open-project.js'
import { type RunOptions, runCommand } from '../runtime/run/run-command.js'
import type { PlanCommand } from '../runtime/select/command-scope.js'
import { projectUnitTests } from '../testing/project-unit-tests.js'

const RUN_OPTIONS: OptionNames<RunOptions> = {
  ...PROJECT_OPTIONS,
  fullRefresh: true,
  nodes: true,
  defer: true,
  built: true,
  reuse: true,
  force: true,
  tested: true,
  storeFailures: true,
  empty: true,
  sample: true,
  resourceTypes: true,
  eventTimeStart: true,
  eventTimeEnd: true,
  batches: true,
  isBackfill: true,
  threads: true,
  failFast: true,
  reporter: true,
  signal: true,
}

function command(name: PlanCommand): (options?: RunOptions) => Promise<RunResult> {
  return async (options = {}) => {
    checkOptions(name, options, RUN_OPTIONS)
    const opened = await openProject(options)
    return runCommand(name, opened, { ...options, runUnitTest: projectUnitTests(opened, options.vars) })
  }
}

/**
 * Seeds, runs, snapshots and tests the selected nodes, each after what it reads; a failing test stops what depends on
 * the tested node, and a failing unit test the node itself. Does what `kerros build` does.
 *
 * ```ts
 * const result = await build({ project: 'kerros.config.ts', select: ['+movie_analysis'] })
 * if (!result.ok) process.exitCode = 1
 * ```
 *
 * @throws KerrosError if the project cannot be loaded or the target cannot be opened. A node's failure does not throw: see
 *   `status` and `error` in the result.
 */
export const build: (options?: RunOptions) => Promise<RunResult> = command('build')

/** Builds the selected models, without their tests. Does what `kerros run` does. */
export const run: (options?: RunOptions) => Promise<RunResult> = command('run')

/** Runs the selected tests, and the tests of selected nodes. Does what `kerros test` does. */
export const test: (options?: RunOptions) => Promise<RunResult> = command('test')

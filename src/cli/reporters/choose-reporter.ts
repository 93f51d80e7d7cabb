import type { Writable } from 'node:stream'
import type { Plan } from '../../core/plan/plan.js'
import type { OpenProject } from '../../runtime/open/open-project.js'
import type { PlanCommand } from '../../runtime/select/command-scope.js'
import { givenOptions } from '../options/given-options.js'
import type { PlanOptions } from '../options/options.js'
import { isGitHubActions } from '../output/github-annotation.js'
import { isLive } from '../output/is-live.js'
import type { Terminal } from '../output/terminal.js'
import { formatSummary } from './format-run.js'
import { githubReporter } from './github-reporter.js'
import { jsonReporter } from './json-reporter.js'
import { lineReporter, nextStepLines, takeoverLine } from './line-reporter.js'
import type { RunReporter, RunShownAs } from './run-view.js'
import { readPastDurations } from './time-left.js'

/** The reporter that suits the options and the terminal. */
export async function chooseReporter(
  command: PlanCommand,
  opened: OpenProject,
  options: PlanOptions,
  terminal: Terminal,
): Promise<RunReporter> {
  const { stdout, stderr } = terminal
  if (options.json) return jsonReporter(stdout)
  const reporter = await textReporter(command, opened, options, terminal)
  if (!isGitHubActions(terminal)) return reporter
  return githubReporter(reporter, (line) => (options.quiet ? stderr : stdout).write(`${line}\n`), opened, terminal)
}

async function textReporter(
  command: PlanCommand,
  { root, target }: OpenProject,
  options: PlanOptions,
  terminal: Terminal,
): Promise<RunReporter> {
  const { stdout, stderr } = terminal
  const shownAs: RunShownAs = {
    debug: options.debug ?? false,
    given: givenOptions(options),
    columns: stdout.columns,
    command,
    fullRefresh: options.fullRefresh ?? false,
    retry: retryOf(options),
  }
  if (options.quiet) return quietReporter(stderr, shownAs)
  if (!isLive(terminal)) return lineReporter((line) => stdout.write(`${line}\n`), shownAs)
  const run = { past: readPastDurations(root), threads: options.threads ?? target.threads }
  // What draws takes as long to load as 50 models to plan, and CI draws nothing.
  const { liveReporter } = await import('./live-reporter.js')
  return liveReporter(stdout as NodeJS.WriteStream, shownAs, run)
}

/** The target and the values of variables are in the run's results. */
function retryOf({ config, artifacts }: PlanOptions): string | undefined {
  return artifacts === false ? undefined : `kerros retry${givenOptions(config === undefined ? {} : { config })}`
}

/** Reports only what went wrong, on stderr. */
function quietReporter(stderr: Writable, shownAs: RunShownAs): RunReporter {
  let plan: Plan | undefined
  return {
    onTakeover: (holder) => stderr.write(`${takeoverLine(holder)}\n`),
    onRunStart: (started) => {
      plan = started
    },
    onRunEnd: (result) => {
      if (result.ok && !result.nodes.some((node) => node.status === 'warn')) return
      for (const line of [...formatSummary(result, shownAs), ...nextStepLines(result, plan, shownAs)])
        stderr.write(`${line}\n`)
    },
  }
}

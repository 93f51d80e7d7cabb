import path from 'node:path'
import type { LastOperation } from '../../../runtime/artifacts/last-operation.js'
import { type PlanOptions, withRunOptions } from '../../options/options.js'
import { jsonLine } from '../../output/json-line.js'
import { EXIT, type Terminal } from '../../output/terminal.js'
import type { AddCommand } from '../shared/add-command.js'
import { runPlanCommand } from './plan-commands.js'
import { runOperationFromCli } from './run-operation.js'

interface RetryOptions extends Omit<PlanOptions, 'nodes' | 'select' | 'exclude'> {
  readonly state?: string
}

/** `kerros retry`: what failed or was skipped in the last run, with that run's options. */
export const retryCommand: AddCommand = (program, terminal, setExitCode) => {
  const command = program
    .command('retry')
    .description('run again what failed or was skipped in the last run, with its command, target and options')
  withRunOptions(command)
    .option('--state <folder>', 'the folder with the run_results.json of the run (default: target in the project)')
    .action(async (options: RetryOptions) => {
      const { readLeft } = await import('../../../runtime/artifacts/last-run.js')
      const { artifactsFolderOf } = await import('../../../runtime/artifacts/write-artifacts.js')
      const { openTarget } = await import('../../../runtime/open/open-target.js')
      const { state, ...others } = options
      const { cwd, stdout, stderr } = terminal
      // The models are loaded below, for the target of that run: for another one they may be wrong.
      const { root } = await openTarget({ config: options.config, cwd })
      const folder = state === undefined ? artifactsFolderOf(root) : path.resolve(cwd, state)
      const left = await readLeft(folder, state ?? (path.relative(cwd, folder) || '.'), options.warnError)
      if ('operation' in left) return setExitCode(await retryOperation(left.operation, others, terminal))
      const { command: again, startedAt, unfinished, total, vars, failedHooks, defer, ...lasting } = left.run
      const deferred = defer && { defer: true, deferState: defer.state, favorState: defer.favorState ?? false }
      const isNothing = unfinished.length === 0
      const isHookLeft = isNothing && failedHooks.length > 0
      const when = `kerros ${again} of ${minuteOf(startedAt)}`
      if (options.json) stdout.write(jsonLine({ event: 'retry', command: again, startedAt, nodes: unfinished, total }))
      else if (!options.quiet && !isHookLeft)
        stdout.write(
          isNothing
            ? `Nothing to retry: all ${total} nodes of ${when} are done.\n`
            : `Retrying ${unfinished.length} of ${total} nodes of ${when}\n`,
        )
      if (isHookLeft) {
        const hooks = failedHooks.map((name) => `"${name}"`).join(', ')
        stderr.write(
          `Nothing was retried: of ${when} only hooks around the run failed (${hooks}), and those are not retried by themselves.\n` +
            `Run kerros ${again} again, or send their statements by hand.\n`,
        )
        return setExitCode(EXIT.nodeFailed)
      }
      if (isNothing) return setExitCode(EXIT.success)
      await runPlanCommand(
        again,
        { ...lasting, ...(vars && { vars }), ...deferred, ...others, nodes: unfinished } as PlanOptions,
        terminal,
        setExitCode,
      )
    })
}

/** An operation that failed is sent again with its arguments, to its target. */
async function retryOperation(
  { name, args, target, vars, startedAt, isDone }: LastOperation,
  options: RetryOptions,
  terminal: Terminal,
): Promise<number> {
  const when = `the operation ${name} of ${minuteOf(startedAt.toISOString())}`
  const nodes = isDone ? [] : [name]
  if (options.json)
    terminal.stdout.write(jsonLine({ event: 'retry', command: 'run-operation', startedAt, nodes, total: 1 }))
  else if (!options.quiet) terminal.stdout.write(isDone ? `Nothing to retry: ${when} is done.\n` : `Retrying ${when}\n`)
  if (isDone) return EXIT.success
  return runOperationFromCli(name, { target, vars, ...options, args }, terminal)
}

function minuteOf(time: string): string {
  return `${time.slice(0, 16).replace('T', ' ')} UTC`
}

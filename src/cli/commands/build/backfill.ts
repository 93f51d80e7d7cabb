import { type PlanOptions, parseTimeOption, withNamedPlanOptions } from '../../options/options.js'
import type { AddCommand } from '../shared/add-command.js'
import { runPlanCommand } from './plan-commands.js'

interface BackfillOptions extends Omit<PlanOptions, 'select' | 'exclude'> {
  readonly from: Date
  readonly to?: Date
}

/** `kerros backfill`: batches of microbatch models that are computed again, or for the first time. */
export const backfillCommand: AddCommand = (program, terminal, setExitCode) => {
  const command = program
    .command('backfill')
    .description('compute the batches of microbatch models from one time to another, complete or not')
    .argument('<models...>', 'microbatch models, in the syntax of selectors')
    .requiredOption(
      '--from <time>',
      'a time in the first batch: 2026-01-05, or 2026-01-05T06:00 in UTC',
      parseTimeOption,
    )
    .option(
      '--to <time>',
      'the end of the last batch, which is not part of it (default: the end of the current batch)',
      parseTimeOption,
    )
  withNamedPlanOptions(command).action(async (models: string[], { from, to, ...options }: BackfillOptions) => {
    // The batch that contains the present is the last one.
    const end = to ?? new Date(Date.now() + 1)
    const given = { ...options, select: models, eventTimeStart: from, eventTimeEnd: end, isBackfill: true }
    await runPlanCommand('run', given, terminal, setExitCode)
  })
}

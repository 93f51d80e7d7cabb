import type { Reporter } from '../../core/result/reporter.js'
import type { PlanCommand } from '../../runtime/select/command-scope.js'
import type { ShownAs } from '../output/format-diagnostic.js'

/** A reporter that draws on a terminal. */
export interface RunReporter extends Reporter {
  /** Erases what is drawn below the lines, before someone else writes. */
  readonly pause?: () => void
  /** Erases it for good: the run ended early. */
  readonly stop?: () => void
}

/** How a run is shown. */
export interface RunShownAs extends ShownAs {
  /** The command that runs, for the one that repeats a part of it. */
  readonly command: PlanCommand
  readonly fullRefresh: boolean
  /** The command that retries the run; `undefined` if the run leaves no results. */
  readonly retry: string | undefined
}

import { kindOf } from '../../definitions/options/values/option-checks.js'
import type { Diagnostic } from '../../errors/index.js'

/** What a comment on a statement can say. */
export interface QueryCommentFacts {
  /** The project's name. */
  readonly project: string
  /** The name of the target that is built. */
  readonly target: string
  /** The id of the run; dbt's `invocation_id`. */
  readonly runId: string
  /** The node whose statement it is, as in `model.shop.customers`; `undefined` for what prepares a run. */
  readonly nodeId: string | undefined
}

/** A comment on the statements of a run, or what makes it; one that is `undefined` or empty is left out. dbt's `query-comment`. */
export type QueryComment = string | ((facts: QueryCommentFacts) => string | undefined)

/** What tsc would have refused. */
export function checkQueryComment(given: unknown): readonly Pick<Diagnostic, 'message' | 'hint' | 'names'>[] {
  if (given === undefined || typeof given === 'string' || typeof given === 'function') return []
  return [
    {
      message: `the option "queryComment" is ${kindOf(given)}, not a string or a function`,
      hint: "Give a string or a function that returns one: queryComment: ({ nodeId }) => 'node ' + nodeId.",
      names: ['queryComment'],
    },
  ]
}

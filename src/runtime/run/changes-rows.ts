import type { Step } from '../../core/steps/step.js'
import type { StepOutcome } from './step-context.js'

/** Whether a step leaves rows as they are; `counted`: if its statements say that they changed none. */
const CHANGES: { readonly [K in Step['kind']]: boolean | 'counted' } = {
  createSchema: false,
  createView: true,
  createTableAs: true,
  createDynamicTable: true,
  alterDynamicTable: true,
  applySettings: false,
  keepRelation: false,
  reuse: false,
  note: false,
  publishTable: true,
  // An audited model that keeps its rows is copied, changed and put in its place.
  cloneTable: false,
  swapTable: false,
  alterConstraints: false,
  // Its steps and those of a transaction say it themselves.
  attempt: false,
  transaction: false,
  insert: 'counted',
  update: 'counted',
  delete: 'counted',
  merge: 'counted',
  dropRelation: true,
  alterColumns: true,
  widenColumns: true,
  assertUniqueKey: false,
  refuseRows: false,
  assertContract: false,
  assertConstraints: false,
  assertColumnTypes: false,
  assertEventTimes: false,
  remember: false,
  batches: true,
  test: false,
  // What they write is not known.
  hook: true,
  resultsHook: true,
  unitTest: false,
}

/** Whether a step that has run may have changed rows of a relation that stays. */
export function changesRows(step: Step, { rowsAffected }: StepOutcome): boolean {
  if ('temporary' in step && step.temporary) return false
  const changes = CHANGES[step.kind]
  return changes === 'counted' ? rowsAffected === undefined || Math.abs(rowsAffected) > 0 : changes
}

import type { SqlDialect } from '../../core/steps/sql-dialect.js'
import type { Step } from '../../core/steps/step.js'

/** If the engine supports it, everything that a node does happens together or not at all. */
export function inOnePiece(steps: readonly Step[], dialect: SqlDialect): readonly Step[] {
  if (!dialect.capabilities.supportsTransactionalDdl) return steps
  const flat = steps.flatMap((step) => (step.kind === 'transaction' ? step.steps : [step]))
  // A step without a statement may still refuse what the one before it did.
  const isOne = flat.length <= 1 && flat.every((step) => dialect.render(step).length <= 1)
  return isOne ? steps : [{ kind: 'transaction', steps: flat }]
}

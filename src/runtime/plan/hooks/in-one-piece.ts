import type { SqlDialect } from '../../../core/steps/sql-dialect.js'
import type { Step } from '../../../core/steps/step.js'

/**
 * If the engine supports it, everything that a node does happens together or not at all. Of a model that is computed in batches,
 * each batch does, and what is done before and after them.
 */
export function inOnePiece(steps: readonly Step[], dialect: SqlDialect): readonly Step[] {
  if (!dialect.capabilities.supportsTransactionalDdl) return steps
  const at = steps.findIndex((step) => step.kind === 'batches')
  const batches = steps[at]
  if (batches?.kind === 'batches')
    return [
      ...inOnePiece(steps.slice(0, at), dialect),
      {
        ...batches,
        batches: batches.batches.map((batch) => ({ ...batch, steps: inOnePiece(batch.steps, dialect) })),
      },
      ...inOnePiece(steps.slice(at + 1), dialect),
    ]
  const flat = steps.flatMap((step) => (step.kind === 'transaction' ? step.steps : [step]))
  // A step without a statement may still refuse what the one before it did.
  const isOne = flat.length <= 1 && flat.every((step) => dialect.render(step).length <= 1)
  return isOne ? steps : [{ kind: 'transaction', steps: flat }]
}

import type { Diagnostic } from '../../errors/index.js'
import type { Materialization } from '../../steps/materialization.js'
import { invalid } from './values/definition-diagnostics.js'
import { checkBoolean } from './values/option-checks.js'

/** An `audit` that is no switch, or that something asks for whose rows cannot be tested before readers see them. */
export function checkAudit(audit: unknown, { refusesAudit }: Materialization): readonly Diagnostic[] {
  if (audit !== true || refusesAudit === undefined) return checkBoolean('audit', audit)
  return [
    invalid(
      `the option "audit" is not possible here: ${refusesAudit}`,
      'Leave it out; tables, incremental models, snapshots and seeds can have it.',
      'audit',
    ),
  ]
}

import type { RelationType } from '../../core/relations/relation.js'
import type { RelationSettings } from '../../core/relations/relation-settings.js'
import type { MaterializationInput } from '../../core/steps/materialization.js'
import type { SqlDialect } from '../../core/steps/sql-dialect.js'
import type { Step } from '../../core/steps/step.js'
import { droppedGrants } from './dropped-grants.js'
import { markedSettings } from './marked-settings.js'

/**
 * The settings of a relation that is replaced with its grants: marked with what kerros grants, so that a later run can revoke
 * what its definition drops; and of one that is built of a sample, so that a later run knows. Those of other relations stay as they
 * are.
 */
export function withGrantsMarked(settings: RelationSettings, kind: string, dialect: SqlDialect): RelationSettings {
  const { copyGrants, grants = {} } = dialect.settingsOf(settings)
  const hasGrants = Object.values(grants).some((roles) => roles.length > 0)
  const isMarked = (copyGrants && hasGrants) || settings.sample !== undefined
  return isMarked && !settings.mark ? markedSettings(settings, { kind }, dialect) : settings
}

/**
 * Revokes what kerros granted on a relation, a copy of grants has passed on to its successor, and the definition has
 * dropped.
 */
export function revokeCopiedGrants(
  { relation, existing, dialect }: Pick<MaterializationInput, 'relation' | 'existing' | 'dialect'>,
  type: RelationType,
  settings: RelationSettings,
): readonly Step[] {
  const { copyGrants, grants = {} } = dialect.settingsOf(settings)
  // Only a relation of its own kind passes grants on.
  if (!copyGrants || existing?.type !== type) return []
  const revoke = droppedGrants(existing.mark?.grants ?? {}, grants)
  if (Object.keys(revoke).length === 0) return []
  return [{ kind: 'applySettings', relation, type, comment: undefined, columns: [], grant: {}, revoke }]
}

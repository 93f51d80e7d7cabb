import type { Protection, RelationMark, RelationSettings } from '../../core/relations/relation-settings.js'
import type { SqlDialect } from '../../core/steps/sql-dialect.js'

/** Settings with the mark of how the relation is built, and of what is written down and granted with it. */
export function markedSettings(
  settings: RelationSettings,
  identity: RelationMark,
  dialect: SqlDialect,
): RelationSettings & { readonly mark: RelationMark } {
  const { persistDocs, grants = {}, ...others } = dialect.settingsOf(settings)
  const persisted = (['relation', 'columns'] as const).filter((part) => persistDocs?.[part])
  const given = Object.entries(grants).filter(([, roles]) => roles.length > 0)
  const protection = protectionOf(others)
  const mark = {
    ...identity,
    ...(persisted.length > 0 && { persisted }),
    ...(given.length > 0 && { grants: Object.fromEntries(given) }),
    ...(Object.values(protection).some((value) => value !== undefined) && { protection }),
  }
  // Without what is undefined, as it comes back from the warehouse.
  return { ...settings, mark: JSON.parse(JSON.stringify(mark)) as RelationMark }
}

/** The policies, tags and retention among settings. */
export function protectionOf(settings: RelationSettings): Protection {
  const { rowAccessPolicy, maskingPolicies, snowflakeTags, dataRetentionDays } = settings
  return { rowAccessPolicy, maskingPolicies, snowflakeTags, dataRetentionDays }
}

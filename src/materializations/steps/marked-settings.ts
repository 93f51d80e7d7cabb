import type { Protection, RelationMark, RelationSettings } from '../../core/relations/relation-settings.js'
import type { SqlDialect } from '../../core/steps/sql-dialect.js'

/** Settings with the mark of how the relation is built, and of what is written down and granted with it. */
export function markedSettings(
  settings: RelationSettings,
  identity: RelationMark,
  dialect: SqlDialect,
): RelationSettings & { readonly mark: RelationMark } {
  const own = dialect.settingsOf(settings)
  const { persistDocs, grants = {}, clusterBy = [] } = own
  const persisted = (['relation', 'columns'] as const).filter((part) => persistDocs?.[part])
  const given = Object.entries(grants).filter(([, roles]) => roles.length > 0)
  const protection = protectionOf(own)
  const permanent = isPermanent(settings, own)
  const mark = {
    ...identity,
    ...(settings.sample !== undefined && { sample: settings.sample }),
    ...(persisted.length > 0 && { persisted }),
    ...(given.length > 0 && { grants: Object.fromEntries(given) }),
    ...(clusterBy.length > 0 && { clusterBy }),
    ...(permanent !== undefined &&
      permanent !== impliesPermanent({ ...identity, protection }) && { transient: !permanent }),
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

/**
 * Whether a table of these settings is created as permanent; `undefined` where the engine has no such thing.
 *
 * @param own What applies to the relation: `settingsOf` of the settings.
 */
export function isPermanent(settings: RelationSettings, own: RelationSettings): boolean | undefined {
  if (settings.transient === undefined) return (own.dataRetentionDays ?? 0) > 1 || own.transient === false
  return own.transient === undefined ? undefined : !own.transient
}

/** Whether a stored table was created as permanent, as far as its mark says. */
export function wasPermanent(mark: RelationMark): boolean {
  return mark.transient === undefined ? impliesPermanent(mark) : !mark.transient
}

/** What a mark implies that says nothing else: history is permanent, and so is what keeps its past for more than a day. */
function impliesPermanent({ keeps, protection }: RelationMark): boolean {
  return keeps === 'history' || (protection?.dataRetentionDays ?? 0) > 1
}

import type { RelationMark } from '../core/ports/relation-mark.js'
import type { RelationSettings } from '../core/ports/relation-settings.js'
import type { SqlDialect } from '../core/ports/sql-dialect.js'

/** Settings with the mark of how the relation is built, and of what is written down and granted with it. */
export function markedSettings(
  settings: RelationSettings,
  identity: RelationMark,
  dialect: SqlDialect,
): RelationSettings & { readonly mark: RelationMark } {
  const { persistDocs, grants = {} } = dialect.settingsOf(settings)
  const persisted = (['relation', 'columns'] as const).filter((part) => persistDocs?.[part])
  const given = Object.entries(grants).filter(([, roles]) => roles.length > 0)
  const mark = {
    ...identity,
    ...(persisted.length > 0 && { persisted }),
    ...(given.length > 0 && { grants: Object.fromEntries(given) }),
  }
  // Without what is undefined, as it comes back from the warehouse.
  return { ...settings, mark: JSON.parse(JSON.stringify(mark)) as RelationMark }
}

import type { ApplySettings } from '../core/plan/step.js'
import type { ExistingRelation, Relation } from '../core/ports/relation.js'
import { commentWithMark, type RelationMark } from '../core/ports/relation-mark.js'
import type { Grants, RelationSettings } from '../core/ports/relation-settings.js'
import type { SqlDialect } from '../core/ports/sql-dialect.js'

/**
 * The step that lets a kept table follow its definition: comments, grants and the mark, where they differ from what is
 * there. No step when nothing has changed.
 *
 * @param columns The table's columns after the run.
 */
export function settingsChange(
  relation: Relation,
  existing: ExistingRelation,
  settings: RelationSettings & { readonly mark: RelationMark },
  columns: readonly string[],
  dialect: SqlDialect,
): readonly ApplySettings[] {
  const { persistDocs, description, columns: described = [], grants = {} } = dialect.settingsOf(settings)
  const before = existing.mark
  const text = persistDocs?.relation ? (description ?? '') : wasPersisted(before, 'relation') ? '' : existing.comment
  const comment = commentWithMark(text ?? '', settings.mark)
  const step: ApplySettings = {
    kind: 'applySettings',
    relation,
    comment: comment === commentWithMark(existing.comment ?? '', before) ? undefined : comment,
    columns: changedColumns(existing, described, columns, persistDocs?.columns ?? false),
    grant: without(grants, before?.grants ?? {}),
    revoke: without(before?.grants ?? {}, grants),
  }
  const isEmpty =
    step.comment === undefined &&
    step.columns.length === 0 &&
    Object.keys(step.grant).length + Object.keys(step.revoke).length === 0
  return isEmpty ? [] : [step]
}

function wasPersisted(mark: RelationMark | undefined, part: 'relation' | 'columns'): boolean {
  return mark?.persisted?.includes(part) ?? false
}

/** Comments that nobody asked for are left alone; those that kerros wrote go when their descriptions do. */
function changedColumns(
  existing: ExistingRelation,
  described: NonNullable<RelationSettings['columns']>,
  columns: readonly string[],
  isPersisted: boolean,
): ApplySettings['columns'] {
  const owned = wasPersisted(existing.mark, 'columns')
  if (!isPersisted && !owned) return []
  const descriptions = new Map(described.map(({ name, description }) => [name.toLowerCase(), description]))
  const comments = new Map(existing.columns.map(({ name, comment }) => [name.toLowerCase(), comment ?? '']))
  return columns.flatMap((name) => {
    const before = comments.get(name.toLowerCase()) ?? ''
    const wanted = isPersisted ? descriptions.get(name.toLowerCase()) : undefined
    const comment = wanted ?? (owned ? '' : before)
    return comment === before ? [] : [{ name, comment }]
  })
}

/** The grants that the other ones have not. */
function without(grants: Grants, others: Grants): Grants {
  const entries = Object.entries(grants).map(([privilege, roles]): [string, readonly string[]] => {
    const has = new Set((others[privilege] ?? []).map((role) => role.toLowerCase()))
    return [privilege, roles.filter((role) => !has.has(role.toLowerCase()))]
  })
  return Object.fromEntries(entries.filter(([, roles]) => roles.length > 0))
}

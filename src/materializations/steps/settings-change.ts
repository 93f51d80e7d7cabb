import type { ExistingRelation, Relation } from '../../core/relations/relation.js'
import { commentWithMark } from '../../core/relations/relation-mark.js'
import type { Grants, RelationMark, RelationSettings } from '../../core/relations/relation-settings.js'
import type { SqlDialect } from '../../core/steps/sql-dialect.js'
import type { ApplySettings, Note, Step } from '../../core/steps/step.js'
import { markedSettings, protectionOf } from './marked-settings.js'
import { protectionChange } from './protection-change.js'

/**
 * The step that lets a stored table follow its definition: comments, grants, policies, tags, retention and the mark, where they
 * differ from what is there. No step when nothing has changed. It goes before the rows of the run, so that they are protected.
 *
 * @param columns The table's columns after the run.
 */
export function settingsChange(
  relation: Relation,
  existing: ExistingRelation,
  settings: RelationSettings & { readonly mark: RelationMark },
  columns: readonly string[],
  dialect: SqlDialect,
): readonly Step[] {
  const own = dialect.settingsOf(settings)
  const { persistDocs, description, columns: described = [], grants = {} } = own
  const before = existing.mark
  const text = persistDocs?.relation ? (description ?? '') : wasPersisted(before, 'relation') ? '' : existing.comment
  const waits =
    isTransient(own) && (own.dataRetentionDays ?? 0) > 1 && (before?.protection?.dataRetentionDays ?? 0) <= 1
  const possible = waits ? { ...own, dataRetentionDays: before?.protection?.dataRetentionDays } : own
  const { mark } = markedSettings(possible, { ...settings.mark, protection: undefined }, dialect)
  const comment = commentWithMark(text ?? '', mark)
  const step: ApplySettings = {
    kind: 'applySettings',
    relation,
    comment: comment === commentWithMark(existing.comment ?? '', before) ? undefined : comment,
    columns: changedColumns(existing, described, columns, persistDocs?.columns ?? false),
    grant: without(grants, before?.grants ?? {}),
    revoke: without(before?.grants ?? {}, grants),
    protection: protectionChange(
      before?.protection ?? {},
      protectionOf(possible),
      described.map(({ name }) => name),
    ),
  }
  // What is granted and how it is protected is in the mark: the comment changes with it.
  const isEmpty = step.comment === undefined && step.columns.length === 0
  return [...(isEmpty ? [] : [step]), ...(waits ? [retentionWaits(relation, own.dataRetentionDays!)] : [])]
}

/** Whether the table may have been made transient, which has a day of Time Travel at most. */
function isTransient({ transient = true }: RelationSettings): boolean {
  return transient
}

function retentionWaits({ name }: Relation, days: number): Note {
  return {
    kind: 'note',
    message: `dataRetentionDays ${days} of "${name}" waits: a table that was made with one day or none is transient, and keeps no more`,
    hint: 'Run with --full-refresh, which makes it permanent.',
  }
}

function wasPersisted(mark: RelationMark | undefined, part: 'relation' | 'columns'): boolean {
  return mark?.persisted?.includes(part) ?? false
}

/** Comments that the project does not ask for are left alone; those that kerros wrote go when their descriptions do. */
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

import type { ExistingRelation, Relation, RelationType } from '../../core/relations/relation.js'
import { commentWithMark } from '../../core/relations/relation-mark.js'
import type { RelationMark, RelationSettings } from '../../core/relations/relation-settings.js'
import type { SqlDialect } from '../../core/steps/sql-dialect.js'
import type { ApplySettings, Note, Step } from '../../core/steps/step.js'
import { droppedGrants } from './dropped-grants.js'
import { isPermanent, markedSettings, protectionOf, wasPermanent } from './marked-settings.js'
import { protectionChange } from './protection-change.js'

/** What a stored table is to be like after the run. */
export interface TableGoal {
  readonly settings: RelationSettings & { readonly mark: RelationMark }
  /** The names of its columns. */
  readonly columns: readonly string[]
  /** What it is; a table unless it says otherwise. */
  readonly type?: RelationType
}

/**
 * The step that lets a stored table follow its definition: comments, clustering, grants, policies, tags, retention and the
 * mark, where they differ from what is there. No step when nothing has changed. It goes before the rows of the run, so that
 * they are protected. A changed `transient`, which no ALTER changes, is noted.
 */
export function settingsChange(
  relation: Relation,
  existing: ExistingRelation,
  { settings, columns, type }: TableGoal,
  dialect: SqlDialect,
): readonly Step[] {
  const own = dialect.settingsOf(settings)
  const { persistDocs, description, columns: described = [], clusterBy = [], grants = {} } = own
  const before = existing.mark
  const text = persistDocs?.relation ? (description ?? '') : wasPersisted(before, 'relation') ? '' : existing.comment
  const permanent = isPermanent(settings, own)
  const isStoredPermanent = before ? wasPermanent(before) : own.transient === false
  const waits = (own.dataRetentionDays ?? 0) > 1 && !isStoredPermanent
  const possible: RelationSettings = {
    ...own,
    ...(waits && { dataRetentionDays: before?.protection?.dataRetentionDays }),
    // How a table was created is not altered.
    transient: permanent === undefined ? settings.transient : !isStoredPermanent,
  }
  const identity = { ...settings.mark, clusterBy: undefined, transient: undefined, protection: undefined }
  const { mark } = markedSettings(possible, identity, dialect)
  const comment = commentWithMark(text ?? '', mark)
  const step: ApplySettings = {
    kind: 'applySettings',
    relation,
    ...(type && { type }),
    comment: comment === commentWithMark(existing.comment ?? '', before) ? undefined : comment,
    columns: changedColumns(existing, described, columns, persistDocs?.columns ?? false),
    clusterBy: sameClustering(before?.clusterBy ?? [], clusterBy) ? undefined : clusterBy,
    grant: droppedGrants(grants, before?.grants ?? {}),
    revoke: droppedGrants(before?.grants ?? {}, grants),
    protection: protectionChange(
      before?.protection ?? {},
      protectionOf(possible),
      described.map(({ name }) => name),
    ),
  }
  // What is granted, clustered and protected is in the mark: the comment changes with it.
  const isEmpty = step.comment === undefined && step.columns.length === 0
  return [
    ...(isEmpty ? [] : [step]),
    ...(waits
      ? [retentionWaits(relation, own.dataRetentionDays!)]
      : own.transient !== undefined && permanent !== undefined && permanent !== isStoredPermanent
        ? [transientWaits(relation, !permanent, settings.mark)]
        : []),
  ]
}

/** The step that writes the mark of a stored table, and leaves its comment for people. */
export function markChange(
  relation: Relation,
  existing: ExistingRelation,
  { persistDocs, description, mark }: RelationSettings & { readonly mark: RelationMark },
): ApplySettings {
  const text = persistDocs?.relation
    ? (description ?? '')
    : wasPersisted(existing.mark, 'relation')
      ? ''
      : existing.comment
  return {
    kind: 'applySettings',
    relation,
    comment: commentWithMark(text ?? '', mark),
    columns: [],
    grant: {},
    revoke: {},
  }
}

/** Clustering by the same columns in another order is another clustering. */
function sameClustering(before: readonly string[], now: readonly string[]): boolean {
  return before.length === now.length && before.every((name, i) => name.toLowerCase() === now[i]!.toLowerCase())
}

function retentionWaits({ name }: Relation, days: number): Note {
  return {
    kind: 'note',
    message: `dataRetentionDays ${days} of "${name}" waits: a table that was made with one day or none is transient, and keeps no more`,
    hint: 'Run with --full-refresh, which makes it permanent.',
  }
}

function transientWaits({ name }: Relation, transient: boolean, { keeps }: RelationMark): Note {
  return {
    kind: 'note',
    message: `transient: ${transient} of "${name}" waits: the table was created as ${transient ? 'a permanent' : 'a transient'} one, and no ALTER changes that`,
    hint: keeps
      ? 'kerros never builds it again: copy the table under another name by hand, or change the option back.'
      : 'Run with --full-refresh, which rebuilds it.',
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

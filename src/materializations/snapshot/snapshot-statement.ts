import type { OutputColumn } from '../../core/infer/output-column.js'
import type { Relation } from '../../core/relations/relation.js'
import type { SqlDialect } from '../../core/steps/sql-dialect.js'

/** The names of the columns that a snapshot adds. */
export interface SnapshotNames {
  readonly validFrom: string
  readonly validTo: string
  readonly scdId: string
  readonly scdUpdatedAt: string
  /** The column that marks deletion records, where there are any. */
  readonly isDeleted?: string
}

/** What happens to the current version of a key that is gone. */
export type HardDeletes = 'ignore' | 'invalidate' | 'newRecord'

/** The names of the added columns, complete. */
export function snapshotNames(
  {
    validFrom = 'valid_from',
    validTo = 'valid_to',
    scdId = 'scd_id',
    scdUpdatedAt = 'scd_updated_at',
    isDeleted = DELETED,
  }: { readonly [K in keyof SnapshotNames]?: SnapshotNames[K] | undefined },
  hardDeletes: HardDeletes = 'ignore',
): SnapshotNames {
  const names = { validFrom, validTo, scdId, scdUpdatedAt }
  return hardDeletes === 'newRecord' ? { ...names, isDeleted } : names
}

/** The name of the column that marks what is gone, unless the options name it. */
export const DELETED = 'is_deleted'

/** What a snapshot's options say, complete. */
export interface SnapshotSettings {
  readonly uniqueKey: readonly string[]
  readonly change: { readonly updatedAt: string } | { readonly checkColumns: 'all' | readonly string[] }
  readonly hardDeletes: HardDeletes
  /** The end of current versions; `undefined` for NULL. */
  readonly validToCurrent?: Date | undefined
  readonly names: SnapshotNames
  /** The names of added columns that the options give, if any; for artifacts. */
  readonly givenNames?: object | undefined
}

/** What the statements of one run of a snapshot are made of. */
export interface SnapshotStatement extends SnapshotSettings {
  /** The source's columns, in order. */
  readonly columns: readonly OutputColumn[]
  readonly startedAt: Date
  readonly dialect: SqlDialect
  /** The stored history; `target` in statements. */
  readonly relation: Relation
  /** The source's rows of this run; `source` in statements. */
  readonly source: Relation
}

/** Columns of the statements' own, in addition to the source's: named so that no source has them. */
export const CHANGE = 'kerros_change'
export const CLOSED_ID = 'kerros_closed_id'
export const ENDED_AT = 'kerros_ended_at'

/** Names that neither a source's columns nor the added ones may have. */
export const OWN_COLUMNS: readonly string[] = [CHANGE, CLOSED_ID, ENDED_AT]

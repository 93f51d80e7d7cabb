import { type Expression, expressionBuilder, type SqlBool } from 'kysely'
import type { Snapshot } from '../core/definitions/snapshot.js'
import { KerrosError } from '../core/errors/index.js'
import { columnOf } from '../core/query/column-of.js'

/** The columns of a history: of a snapshot, or of a relation that passes a snapshot's columns on. */
export interface HistoryColumns<C extends string> {
  /** Since when a version holds. */
  readonly validFrom: C
  /** Until when it held; NULL or later than anything while it is current. */
  readonly validTo: C
  /** What says that a row is a deletion record, if the history has such rows. */
  readonly isDeleted?: C
}

/** A snapshot, or the names of the columns of a history. */
export type History<Row> = Snapshot<Row> | HistoryColumns<keyof Row & string>

/**
 * Whether a row of a history was the version of its key at a time: it had begun, it had not ended, and it is no deletion record.
 *
 * @param table The history, by its name in the query.
 * @throws KerrosError `E_INVALID_OPTION` for what is no history.
 */
export function versionAt(
  helper: string,
  history: History<any>,
  table: string,
  time: Expression<unknown>,
): Expression<SqlBool> {
  const { validFrom, validTo, isDeleted } = historyColumns(helper, history)
  const eb = expressionBuilder<any, any>()
  const end = columnOf(table, validTo)
  return eb.and([
    eb(columnOf(table, validFrom), '<=', time),
    eb.or([eb(end, 'is', null), eb(end, '>', time)]),
    ...(isDeleted === undefined ? [] : [eb(columnOf(table, isDeleted), 'is distinct from', eb.lit(true))]),
  ])
}

/** A snapshot knows its columns, also under other names. */
function historyColumns(helper: string, history: History<any>): HistoryColumns<string> {
  const names: Partial<HistoryColumns<string>> | undefined =
    'materialization' in history ? history.materialization.identity?.names : history
  if (names?.validFrom !== undefined && names.validTo !== undefined) return names as HistoryColumns<string>
  throw new KerrosError('E_INVALID_OPTION', `${helper} was given something that keeps no versions`, {
    hint: "Pass a snapshot, or the columns of a history: { validFrom: 'valid_from', validTo: 'valid_to' }.",
  })
}

import { type Expression, type SqlBool, sql } from 'kysely'
import { columnOf } from '../../core/query/column-of.js'
import { canonical } from '../statement/canonical-call.js'
import { statementBuilder } from '../statement/statement.js'
import { ENDED_AT, type SnapshotNames, type SnapshotStatement } from './snapshot-statement.js'

/** An expression as a timestamp: NULL and parameters have no type of their own. */
export function asTimestamp(expression: Expression<unknown>): ReturnType<typeof canonical> {
  return canonical('cast', [expression], { name: 'timestamp' })
}

/**
 * A column that says when a row was last changed; NULL where that is unknown. An infinite timestamp does not say it: nothing
 * begins before or ends after it. Nor does one that is so near to the end of current
 * versions that versions could reach it.
 */
export function knownTimestamp(
  timestamp: ReturnType<typeof columnOf>,
  { dialect: { capabilities }, validToCurrent }: Pick<SnapshotStatement, 'dialect' | 'validToCurrent'>,
): Expression<unknown> {
  const infinite = capabilities.hasInfiniteTimestamps ? ['infinity', '-infinity'] : []
  const finite = infinite.reduce<Expression<unknown>>(
    (known, value) => canonical('nullif', [known, sql.lit(value)]),
    timestamp,
  )
  if (!validToCurrent) return finite
  const last = new Date(validToCurrent.getTime() - DAY)
  return statementBuilder
    .case()
    .when(finite, '<=', asTimestamp(statementBuilder.val(last)))
    .then(finite)
    .end()
}

/** How far versions stay from the end of current ones: those that follow each other in the future are a second apart. */
export const DAY = 86_400_000

/** The end of current versions: NULL, or what the options say. */
export function currentEnd({ validToCurrent = null }: { readonly validToCurrent?: Date | null | undefined }) {
  return asTimestamp(statementBuilder.val(validToCurrent))
}

/** Whether a version is current. NULL says so too where another end does: a version may be older than the option. */
export function isCurrent(
  table: string,
  input: Pick<SnapshotStatement, 'names' | 'validToCurrent'>,
): Expression<SqlBool> {
  const end = columnOf(table, input.names.validTo)
  const isOpen = statementBuilder(end, 'is', null)
  return input.validToCurrent ? statementBuilder.or([isOpen, statementBuilder(end, '=', currentEnd(input))]) : isOpen
}

/** Whether a version has ended. */
export function isEnded(
  table: string,
  input: Pick<SnapshotStatement, 'names' | 'validToCurrent'>,
): Expression<SqlBool> {
  const end = columnOf(table, input.names.validTo)
  const isKnown = statementBuilder(end, 'is not', null)
  return input.validToCurrent
    ? statementBuilder.and([isKnown, statementBuilder(end, '!=', currentEnd(input))])
    : isKnown
}

/** The timestamp by which a row of the source counts: its own, or the run's when it has none. */
export function rowTimestamp(input: SnapshotStatement): Expression<unknown> {
  const { change, startedAt } = input
  const run = statementBuilder.val(startedAt)
  if (!('updatedAt' in change)) return run
  return statementBuilder.fn.coalesce(knownTimestamp(columnOf('s', change.updatedAt), input), asTimestamp(run))
}

/**
 * When a new version begins: with its timestamp, but after the current version began (`c`) and not before the last one ended
 * (`e`), so that ranges never overlap, regardless of clocks and sources. A timestamp that is too early says nothing about when
 * the row came to differ: then it begins when the run saw it, and the time in which a key was gone stays a gap.
 */
export function versionBegins(input: SnapshotStatement): Expression<unknown> {
  const { names, startedAt } = input
  // Compared as it will be stored: two timestamps can differ by less than a stored one can say.
  const begins = asTimestamp(rowTimestamp(input))
  const begun = columnOf('c', names.validFrom)
  const ended = columnOf('e', ENDED_AT)
  const run = asTimestamp(statementBuilder.val(startedAt))
  return statementBuilder
    .case()
    .when(statementBuilder.and([statementBuilder(begun, '>=', begins), statementBuilder(begun, '<', run)]))
    .then(run)
    .when(begun, '>=', begins)
    .then(afterCurrent(names))
    .when(statementBuilder.and([statementBuilder(ended, '>', begins), statementBuilder(ended, '<=', run)]))
    .then(run)
    .when(ended, '>', begins)
    .then(ended)
    .else(begins)
    .end()
}

/** When the version of a key that is gone ends: with the run, but after it began. */
export function vanishedVersionEnds({ names, startedAt }: SnapshotStatement): Expression<unknown> {
  const begun = columnOf('c', names.validFrom)
  return statementBuilder.case().when(begun, '>=', startedAt).then(afterCurrent(names)).else(startedAt).end()
}

/** The first timestamp that may follow the current version's beginning. */
function afterCurrent(names: SnapshotNames): Expression<unknown> {
  return canonical('date_add', ['second', 1, columnOf('c', names.validFrom)])
}

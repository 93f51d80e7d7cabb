import type { ModelOptions } from '../../core/definitions/options/model-options.js'
import { objectOrEmpty } from '../../core/definitions/options/values/option-checks.js'
import { createSnapshot, type Snapshot } from '../../core/definitions/snapshot.js'
import { KerrosError } from '../../core/errors/index.js'
import type { AccessName, Membership, NoGroup, ReadableBy, WithAccess } from '../../core/query/access.js'
import type { Ref } from '../../core/query/ref.js'
import { snapshotMaterialization } from './snapshot-materialization.js'
import { checkSnapshotOptions, type SnapshotMeta, type SnapshotOptions, type SnapshotRow } from './snapshot-options.js'
import { type HardDeletes, type SnapshotNames, snapshotNames } from './snapshot-statement.js'

/**
 * Records the history of a relation (slowly changing dimension, type 2): one row for each version of each key, with the
 * range in which it held. Each key has one current row; ranges neither overlap nor leave gaps while a key exists
 * (docs/snapshots.md says when versions begin and end).
 * Where a column's type changes, the next run is refused: a value that is stored as another one would make a version in
 * each run.
 * `--full-refresh` leaves snapshots alone.
 *
 * ```ts
 * export const prices_snapshot = snapshot(src_prices, { uniqueKey: 'sku', strategy: 'check', checkColumns: ['price'] })
 * ```
 * The generated SQL (DuckDB): a temporary table with the new versions and the ends of old ones, then one
 * `merge into "main"."prices_snapshot" …`. Keys that repeat in the source are refused before anything is written.
 *
 * @param of The relation whose rows are recorded.
 * @throws KerrosError `E_INVALID_DEFINITION` for a strategy that does not exist, or without a `uniqueKey`.
 */
export function snapshot<
  Row,
  const Meta extends SnapshotMeta = {},
  const Deletes extends HardDeletes = 'ignore',
  Current extends Date | undefined = undefined,
  Group extends string | NoGroup = NoGroup,
  Access extends AccessName = 'protected',
>(
  of: Ref<Row> & ReadableBy<NoInfer<Group>>,
  options: SnapshotOptions<NoInfer<Row>, Meta, Deletes, Current> & Membership<Group, Access>,
): WithAccess<Snapshot<SnapshotRow<Row, Meta, Deletes, Current>>, Group, Access> {
  checkShape(objectOrEmpty(options ?? {}))
  const { uniqueKey, hardDeletes = 'ignore', validToCurrent } = options
  const names: SnapshotNames = snapshotNames(objectOrEmpty(options.snapshotMetaColumnNames ?? {}), hardDeletes)
  return createSnapshot({
    of,
    materialization: snapshotMaterialization({
      uniqueKey: [uniqueKey].flat() as string[],
      change:
        options.strategy === 'timestamp'
          ? { updatedAt: options.updatedAt }
          : { checkColumns: listOfColumns(options.checkColumns) },
      hardDeletes,
      validToCurrent: validToCurrent instanceof Date ? validToCurrent : undefined,
      names,
      givenNames: options.snapshotMetaColumnNames,
    }),
    options: options as ModelOptions<any>,
    diagnostics: checkSnapshotOptions(options as SnapshotOptions<any, any, any, any>),
    metaColumns: [
      { name: names.validFrom, type: 'timestamp' },
      { name: names.validTo, type: 'timestamp' },
      { name: names.scdId, type: 'varchar' },
      { name: names.scdUpdatedAt, type: 'timestamp' },
      ...(names.isDeleted === undefined ? [] : [{ name: names.isDeleted, type: 'boolean' as const }]),
    ],
  })
}

/** Without tsc one column may be given without its list, as it may in `uniqueKey`. */
function listOfColumns(columns: unknown): 'all' | readonly string[] {
  return columns === 'all' ? columns : ([columns].flat() as readonly string[])
}

/** What tsc would have refused; a project can be built without it. */
function checkShape({ uniqueKey, strategy }: { readonly uniqueKey?: unknown; readonly strategy?: unknown }): void {
  if (strategy !== 'timestamp' && strategy !== 'check')
    throw new KerrosError('E_INVALID_DEFINITION', `there is no snapshot strategy "${String(strategy)}"`, {
      hint: "Use strategy: 'timestamp' with updatedAt, or strategy: 'check' with checkColumns.",
    })
  if (uniqueKey === undefined)
    throw new KerrosError('E_INVALID_DEFINITION', 'a snapshot has no unique key', {
      hint: "Name the column that no two rows share: uniqueKey: 'id'.",
    })
}

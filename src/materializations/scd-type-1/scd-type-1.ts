import type { ModelOptions } from '../../core/definitions/options/model-options.js'
import { objectOrEmpty } from '../../core/definitions/options/values/option-checks.js'
import { createSnapshot, type Snapshot } from '../../core/definitions/snapshot.js'
import { KerrosError } from '../../core/errors/index.js'
import type { AccessName, Membership, NoGroup, ReadableBy, WithAccess } from '../../core/query/access.js'
import type { Ref } from '../../core/query/ref.js'
import { DELETED } from '../snapshot/snapshot-statement.js'
import { type1Materialization } from './scd-type-1-materialization.js'
import {
  checkType1Options,
  type Type1HardDeletes,
  type Type1Meta,
  type Type1Options,
  type Type1Row,
} from './scd-type-1-options.js'

/**
 * Keeps the latest row of each key of a relation (slowly changing dimension, type 1): new keys are added, rows that differ are
 * overwritten, and rows of keys that are gone stay, are deleted or are marked. `kerros snapshot` and `kerros build` run it;
 * `--full-refresh` leaves it alone.
 *
 * ```ts
 * export const articles = scdType1(raw.articles, { uniqueKey: 'sku', hardDeletes: 'mark' })
 * ```
 * The generated SQL (DuckDB): a temporary table with the source's rows, then one `merge into "main"."articles" …`. Keys that
 * repeat in the source are refused before anything is written.
 *
 * @param of The relation whose rows are kept.
 * @throws KerrosError `E_INVALID_DEFINITION` without a `uniqueKey`.
 */
export function scdType1<
  Row,
  const Deletes extends Type1HardDeletes = 'ignore',
  const Meta extends Type1Meta = {},
  Group extends string | NoGroup = NoGroup,
  Access extends AccessName = 'protected',
>(
  of: Ref<Row> & ReadableBy<NoInfer<Group>>,
  options: Type1Options<NoInfer<Row>, Deletes, Meta> & Membership<Group, Access>,
): WithAccess<Snapshot<Type1Row<Row, Deletes, Meta>>, Group, Access> {
  const given = objectOrEmpty(options ?? {}) as Type1Options<any>
  if (given.uniqueKey === undefined)
    throw new KerrosError('E_INVALID_DEFINITION', 'scdType1(…) has no unique key', {
      hint: "Name the column that no two rows share: uniqueKey: 'id'.",
    })
  const { uniqueKey, updatedAt, hardDeletes = 'ignore' } = given
  const names = objectOrEmpty(given.snapshotMetaColumnNames ?? {}) as Type1Meta
  const isDeleted = hardDeletes === 'mark' ? (names.isDeleted ?? DELETED) : undefined
  return createSnapshot({
    of,
    materialization: type1Materialization({
      uniqueKey: [uniqueKey].flat() as string[],
      updatedAt: updatedAt as string | undefined,
      hardDeletes,
      isDeleted,
    }),
    options: options as ModelOptions<any>,
    diagnostics: checkType1Options(given),
    metaColumns: isDeleted === undefined ? [] : [{ name: isDeleted, type: 'boolean' }],
  })
}

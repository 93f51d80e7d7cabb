import { KerrosError } from '../../core/errors/index.js'
import type { ExistingRelation } from '../../core/relations/relation.js'
import type { Materialization, MaterializationInput } from '../../core/steps/materialization.js'
import type { Step } from '../../core/steps/step.js'
import type { StoredRows } from '../../core/steps/stored-rows.js'
import { checkSnapshot } from './check-snapshot.js'
import { planRecordedRows } from './plan-recorded-rows.js'
import { checkSnapshotIdentity, snapshotIdentity } from './snapshot-identity.js'
import { changeCurrentEnd, firstVersions, mergeVersions } from './snapshot-sql.js'
import type { SnapshotSettings, SnapshotStatement } from './snapshot-statement.js'
import { DAY } from './version-timestamps.js'

/** How a snapshot becomes steps: the source's rows are compared once, changes are merged in one statement. */
export function snapshotMaterialization(settings: SnapshotSettings): Materialization {
  const { uniqueKey, hardDeletes, validToCurrent, change, givenNames } = settings
  return Object.freeze<Materialization>({
    name: 'snapshot',
    relationType: 'table',
    config: {
      strategy: 'updatedAt' in change ? 'timestamp' : 'check',
      uniqueKey,
      hardDeletes,
      ...(validToCurrent && { validToCurrent }),
      ...(givenNames && { snapshotMetaColumnNames: givenNames }),
      ...change,
    },
    identity: snapshotIdentity(settings),
    storedRows: storedVersions(settings),
    sameRows: 'kept',
    check: (columns, name) => checkSnapshot(settings, columns, name),
    plan: (input) => planSnapshot(input, settings),
  })
}

/** A version begins when one of some columns changes; its timestamps and its id follow from them and from the key. */
function storedVersions({ uniqueKey, change, names }: SnapshotSettings): readonly StoredRows[] {
  const timestamps = 'updatedAt' in change ? [change.updatedAt] : []
  return [
    { deciders: uniqueKey, why: 'unique key', added: {} },
    {
      deciders: 'updatedAt' in change ? timestamps : change.checkColumns,
      why: 'new version',
      added: {
        [names.validFrom]: timestamps,
        [names.validTo]: timestamps,
        [names.scdId]: [...uniqueKey, ...timestamps],
        [names.scdUpdatedAt]: timestamps,
        ...(names.isDeleted !== undefined && { [names.isDeleted]: [] }),
      },
    },
  ]
}

function planSnapshot(input: MaterializationInput, settings: SnapshotSettings): readonly Step[] {
  checkCurrentEnd(input, settings)
  const identity = snapshotIdentity(settings)
  return planRecordedRows(input, {
    uniqueKey: settings.uniqueKey,
    identity,
    added: Object.keys(settings.names).length,
    first: (rows) => firstVersions({ ...settings, ...rows }),
    check: (_, existing) => {
      checkSnapshotIdentity(input.name, existing, identity)
      return []
    },
    change: (rows, existing) => currentEndChange({ ...settings, ...rows }, existing),
    later: (rows, isStored) => mergeVersions({ ...settings, ...rows }, isStored),
  })
}

/** @throws KerrosError `E_INVALID_DEFINITION` for an end of current versions that versions could reach. */
function checkCurrentEnd({ name, startedAt }: MaterializationInput, { validToCurrent }: SnapshotSettings): void {
  if (!validToCurrent || validToCurrent.getTime() >= startedAt.getTime() + DAY) return
  throw new KerrosError(
    'E_INVALID_DEFINITION',
    `the validToCurrent of snapshot "${name}" is ${validToCurrent.toISOString()}, which is not at least a day after this run`,
    { hint: "Give a time that no version reaches: validToCurrent: new Date('9999-12-31').", subject: name },
  )
}

/** Before the mark says so: a run that ends in between is followed by one that does it again. */
function currentEndChange(sql: SnapshotStatement, { mark }: ExistingRelation): readonly Step[] {
  const wanted = sql.validToCurrent?.toISOString()
  if (mark?.validToCurrent === wanted) return []
  const before = mark?.validToCurrent === undefined ? undefined : new Date(mark.validToCurrent)
  return [{ kind: 'update', relation: sql.relation, sql: changeCurrentEnd(sql, before) }]
}

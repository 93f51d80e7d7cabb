import { KerrosError } from '../../core/errors/index.js'
import type { OutputColumn } from '../../core/infer/output-column.js'
import type { ExistingRelation, Relation } from '../../core/relations/relation.js'
import type { Materialization, MaterializationInput } from '../../core/steps/materialization.js'
import type { SqlDialect } from '../../core/steps/sql-dialect.js'
import type { AssertColumnTypes, Step } from '../../core/steps/step.js'
import type { StoredRows } from '../../core/steps/stored-rows.js'
import { dropTemporary } from '../steps/drop-temporary.js'
import { expectedTypes, keptTypes, widenColumns } from '../steps/kept-types.js'
import { markedSettings } from '../steps/marked-settings.js'
import { columnsAfter, schemaChange } from '../steps/schema-change.js'
import { settingsChange } from '../steps/settings-change.js'
import { uniqueKeyCheck } from '../steps/unique-key-check.js'
import { checkSnapshot } from './check-snapshot.js'
import { checkSnapshotIdentity, snapshotIdentity } from './snapshot-identity.js'
import { firstVersions, mergeVersions } from './snapshot-sql.js'
import type { SnapshotSettings } from './snapshot-statement.js'

/** How a snapshot becomes steps: the source's rows are compared once, changes are merged in one statement. */
export function snapshotMaterialization(settings: SnapshotSettings): Materialization {
  const { uniqueKey, hardDeletes, change } = settings
  return Object.freeze<Materialization>({
    name: 'snapshot',
    relationType: 'table',
    config: { strategy: 'updatedAt' in change ? 'timestamp' : 'check', uniqueKey, hardDeletes, ...change },
    identity: snapshotIdentity(settings),
    storedRows: storedVersions(settings),
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
      },
    },
  ]
}

function planSnapshot(input: MaterializationInput, settings: SnapshotSettings): readonly Step[] {
  const { relation, existing, dialect, runId, name } = input
  if (existing && existing.type !== 'table')
    throw new KerrosError('E_RELATION_TYPE', `there is a ${existing.type} where snapshot "${name}" keeps its history`, {
      hint: `Drop the ${existing.type}, or rename the snapshot.`,
      subject: name,
    })
  const identity = snapshotIdentity(settings)
  if (existing) checkSnapshotIdentity(name, existing, identity)
  const source = dialect.temporaryRelation(relation, `source_${runId}`)
  const sourceColumns = input.columns.slice(0, -META_COUNT)
  const read: readonly Step[] = [
    {
      kind: 'createTableAs',
      relation: source,
      select: input.selectSql({ isIncremental: false }),
      replaces: undefined,
      temporary: true,
      settings: {},
    },
    ...uniqueKeyCheck(
      { rows: source, are: 'whole' },
      settings.uniqueKey,
      input.rowFacts({ isIncremental: false }),
      dialect,
    ),
  ]
  const sql = { ...settings, columns: sourceColumns, startedAt: input.startedAt, dialect, relation, source }
  // History that is lost cannot be built again.
  const transient = input.settings.transient ?? false
  const storage = markedSettings({ ...input.settings, transient }, identity, dialect)
  if (!existing) {
    const select = firstVersions(sql)
    return [
      ...read,
      { kind: 'createTableAs', relation, select, replaces: undefined, temporary: false, settings: storage },
      ...dropTemporary(source, dialect),
    ]
  }
  const { alter } = schemaChange({
    name,
    relation,
    existing,
    batch: source,
    columns: input.columns.map((column) => column.name),
    policy: 'append_new_columns',
    types: keptTypes(sourceColumns, dialect),
  })
  const known = new Set(existing.columns.map((column) => column.name.toLowerCase()))
  return [
    ...read,
    typeCheck(source, existing, sourceColumns, dialect),
    ...widenColumns(relation, existing, sourceColumns),
    ...(alter ? [alter] : []),
    ...settingsChange(relation, existing, { settings: storage, columns: columnsAfter(existing, alter) }, dialect),
    { kind: 'merge', relation, sql: mergeVersions(sql, (column) => known.has(column.toLowerCase())) },
    ...dropTemporary(source, dialect),
  ]
}

/** A value that is stored as another one would be a new version in every run. */
function typeCheck(
  source: Relation,
  { columns: stored }: ExistingRelation,
  columns: readonly OutputColumn[],
  { capabilities: { isRemote } }: SqlDialect,
): AssertColumnTypes {
  const hint =
    'Cast in what the snapshot reads with castTo(…), or alter the column of its table: history cannot be built again.'
  const expected = isRemote ? expectedTypes(columns) : {}
  const batch = isRemote ? undefined : source
  return { kind: 'assertColumnTypes', stored, expected, batch, contract: undefined, onChange: 'fail', hint }
}

/** How many columns a snapshot adds. */
const META_COUNT = 4

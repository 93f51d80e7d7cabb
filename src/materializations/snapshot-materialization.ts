import type { OutputColumn } from '../core/compile/output-column.js'
import { type Diagnostic, KerrosError } from '../core/errors/index.js'
import type { Step } from '../core/plan/step.js'
import type { Materialization, MaterializationInput } from '../core/ports/materialization.js'
import { schemaChange } from './schema-change.js'
import { firstVersions, mergeVersions, type SnapshotSettings, versionChanges } from './snapshot-sql.js'
import { uniqueKeyCheck } from './unique-key-check.js'

/** The names of the columns that a snapshot adds. */
export interface SnapshotNames {
  readonly validFrom: string
  readonly validTo: string
  readonly scdId: string
  readonly scdUpdatedAt: string
}

/** The names of the added columns, complete. */
export function snapshotNames(meta: Partial<SnapshotNames>): SnapshotNames {
  return { validFrom: 'valid_from', validTo: 'valid_to', scdId: 'scd_id', scdUpdatedAt: 'scd_updated_at', ...meta }
}

/** How a snapshot becomes steps: the source's rows are compared once, changes are merged in one statement. */
export function snapshotMaterialization(settings: SnapshotSettings): Materialization {
  const { uniqueKey, hardDeletes, change } = settings
  return Object.freeze<Materialization>({
    name: 'snapshot',
    relationType: 'table',
    config: { strategy: 'updatedAt' in change ? 'timestamp' : 'check', uniqueKey, hardDeletes, ...change },
    check: (columns, name) => snapshotProblems(settings, columns, name),
    plan: (input) => planSnapshot(input, settings),
  })
}

function planSnapshot(input: MaterializationInput, settings: SnapshotSettings): readonly Step[] {
  const { relation, existing, dialect, runId, name } = input
  if (existing?.type === 'view')
    throw new KerrosError('E_RELATION_TYPE', `a view stands where snapshot "${name}" keeps its history`, {
      hint: 'Drop the view, or rename the snapshot.',
    })
  const source = dialect.temporaryRelation(relation, `source_${runId}`)
  const changes = dialect.temporaryRelation(relation, `changes_${runId}`)
  const sourceColumns = input.columns.slice(0, -META_COUNT)
  const read: readonly Step[] = [
    {
      kind: 'createTableAs',
      relation: source,
      select: dialect.compile(input.select({ isIncremental: false })),
      replaces: undefined,
      temporary: true,
    },
    uniqueKeyCheck(source, settings.uniqueKey, dialect),
  ]
  const drop = (temporary: typeof source): Step => ({
    kind: 'dropRelation',
    relation: temporary,
    type: 'table',
    temporary: true,
  })
  const sql = { ...settings, columns: sourceColumns, startedAt: input.startedAt, dialect, relation, source, changes }
  if (!existing) {
    const select = firstVersions(sql)
    return [...read, { kind: 'createTableAs', relation, select, replaces: undefined, temporary: false }, drop(source)]
  }
  const { alter } = schemaChange({
    name,
    relation,
    existing,
    batch: changes,
    columns: input.columns.map((column) => column.name),
    policy: 'append_new_columns',
  })
  const known = new Set(existing.columns.map((column) => column.name.toLowerCase()))
  return [
    ...read,
    {
      kind: 'createTableAs',
      relation: changes,
      select: versionChanges(sql, (column) => known.has(column.toLowerCase())),
      replaces: undefined,
      temporary: true,
    },
    ...(alter ? [alter] : []),
    { kind: 'merge', relation, sql: mergeVersions(sql) },
    drop(changes),
    drop(source),
  ]
}

/** How many columns a snapshot adds. */
const META_COUNT = 4

/** Options that name columns which the source does not have, and added columns that it has already. */
function snapshotProblems(
  { uniqueKey, change, names }: SnapshotSettings,
  columns: readonly OutputColumn[],
  name: string,
): readonly Diagnostic[] {
  const known = new Set(columns.map((column) => column.name))
  const added = new Set(Object.values(names).map((column) => column.toLowerCase()))
  const checked = 'updatedAt' in change || change.checkColumns === 'all' ? [] : change.checkColumns
  const named = [
    ...uniqueKey.map((column) => ['uniqueKey', column] as const),
    ...('updatedAt' in change ? [['updatedAt', change.updatedAt] as const] : []),
    ...checked.map((column) => ['checkColumns', column] as const),
  ]
  return [
    ...named
      .filter(([, column]) => !known.has(column))
      .map(
        ([option, column]): Diagnostic => ({
          code: 'E_UNKNOWN_COLUMN',
          message: `the ${option} of snapshot "${name}" names "${column}", which its source does not have`,
          hint: `Its columns are ${[...known].join(', ')}.`,
        }),
      ),
    ...columns
      .filter((column) => added.has(column.name.toLowerCase()))
      .map(
        (column): Diagnostic => ({
          code: 'E_DUPLICATE_COLUMN',
          message: `snapshot "${name}" adds the column "${column.name}", which its source has already`,
          hint: 'Give the added column another name with the option `meta`.',
        }),
      ),
  ]
}

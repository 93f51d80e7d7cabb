import { KerrosError } from '../../core/errors/index.js'
import type { OutputColumn } from '../../core/infer/output-column.js'
import type { ExistingRelation, Relation } from '../../core/relations/relation.js'
import type { RelationMark } from '../../core/relations/relation-settings.js'
import type { MaterializationInput } from '../../core/steps/materialization.js'
import type { SqlDialect } from '../../core/steps/sql-dialect.js'
import type { AssertColumnTypes, Step } from '../../core/steps/step.js'
import { dropTemporary } from '../steps/drop-temporary.js'
import { expectedTypes, keptTypes, widenColumns } from '../steps/kept-types.js'
import { markedSettings } from '../steps/marked-settings.js'
import { columnsAfter, schemaChange } from '../steps/schema-change.js'
import { settingsChange } from '../steps/settings-change.js'
import { uniqueKeyCheck } from '../steps/unique-key-check.js'

/** The rows that one run has read, and where they go. */
export interface ReadRows {
  /** The source's columns, in order. */
  readonly columns: readonly OutputColumn[]
  readonly startedAt: Date
  readonly dialect: SqlDialect
  readonly relation: Relation
  /** The source's rows of this run. */
  readonly source: Relation
}

/** What a kind of snapshot makes of the rows of a run. */
export interface RecordedRows {
  readonly uniqueKey: readonly string[]
  readonly identity: RelationMark
  /** How many columns it adds to the source's, at their end. */
  readonly added: number
  /** The SELECT of a new table. */
  first(rows: ReadRows): string
  /** Checks of the stored rows, before anything is written. @throws KerrosError for a table that it cannot go on with. */
  check(rows: ReadRows, existing: ExistingRelation): readonly Step[]
  /** What changes in stored rows before the table's mark says so. Default: nothing. */
  change?(rows: ReadRows, existing: ExistingRelation): readonly Step[]
  /** The statement that brings a stored table up to date. */
  later(rows: ReadRows, isStored: (column: string) => boolean): string
}

/** The steps of a snapshot: the source is read once, its key is checked, and its changes are one statement. */
export function planRecordedRows(input: MaterializationInput, recorded: RecordedRows): readonly Step[] {
  const { relation, existing, dialect, runId, name } = input
  if (existing && existing.type !== 'table')
    throw new KerrosError('E_RELATION_TYPE', `there is a ${existing.type} where snapshot "${name}" keeps its history`, {
      hint: `Drop the ${existing.type}, or rename the snapshot.`,
      subject: name,
    })
  const source = dialect.temporaryRelation(relation, `source_${runId}`)
  const columns = input.columns.slice(0, input.columns.length - recorded.added)
  const rows: ReadRows = { columns, startedAt: input.startedAt, dialect, relation, source }
  const checks = existing ? recorded.check(rows, existing) : []
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
      recorded.uniqueKey,
      input.rowFacts({ isIncremental: false }),
      dialect,
    ),
  ]
  // History that is lost cannot be built again.
  const transient = input.settings.transient ?? false
  const storage = markedSettings({ ...input.settings, transient }, recorded.identity, dialect)
  if (!existing) {
    const select = recorded.first(rows)
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
    types: keptTypes(columns, dialect),
  })
  const known = new Set(existing.columns.map((column) => column.name.toLowerCase()))
  return [
    ...read,
    ...checks,
    typeCheck(source, existing, columns, dialect),
    ...widenColumns(relation, existing, columns),
    ...(alter ? [alter] : []),
    ...(recorded.change?.(rows, existing) ?? []),
    ...settingsChange(relation, existing, { settings: storage, columns: columnsAfter(existing, alter) }, dialect),
    { kind: 'merge', relation, sql: recorded.later(rows, (column) => known.has(column.toLowerCase())) },
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

import { KerrosError } from '../../core/errors/index.js'
import { quotedNames } from '../../core/errors/wording.js'
import type { ExistingRelation, Relation } from '../../core/relations/relation.js'
import type { AlterColumns, Note } from '../../core/steps/step.js'

/** dbt's `on_schema_change`: what happens when a query's columns are not those of the stored table. */
export type OnSchemaChange = 'ignore' | 'fail' | 'append_new_columns' | 'sync_all_columns'

/** What a change of columns means for one run. */
export interface SchemaChange {
  /** The step that alters the stored table, if it has to be altered. */
  readonly alter: AlterColumns | undefined
  /** Said when the query has columns that the stored table does not get. */
  readonly note: Note | undefined
  /** The columns that are written, in the query's order. */
  readonly written: readonly string[]
}

/**
 * Compares the columns of a new batch with those of the stored table.
 *
 * @throws KerrosError `E_CHANGED_COLUMNS` when they differ and the policy is `fail`, or when a column is gone and the
 *   policy is `ignore`.
 */
export function schemaChange(input: {
  readonly name: string
  readonly relation: Relation
  readonly existing: ExistingRelation
  readonly batch: Relation
  readonly columns: readonly string[]
  /** The types of new columns that are not read from the batch. */
  readonly types: AlterColumns['types']
  /** `undefined` when the model does not say: then new columns are ignored, with a note. */
  readonly policy: OnSchemaChange | undefined
}): SchemaChange {
  const stored = new Set(input.existing.columns.map((column) => column.name.toLowerCase()))
  const wanted = new Set(input.columns.map((column) => column.toLowerCase()))
  const added = input.columns.filter((column) => !stored.has(column.toLowerCase()))
  const gone = input.existing.columns.map((column) => column.name).filter((name) => !wanted.has(name.toLowerCase()))
  const alter = (drop: readonly string[]): AlterColumns | undefined =>
    added.length + drop.length === 0
      ? undefined
      : { kind: 'alterColumns', relation: input.relation, like: input.batch, add: added, drop, types: input.types }
  const policy = input.policy ?? 'ignore'
  switch (policy) {
    case 'append_new_columns':
      return { alter: alter([]), note: undefined, written: input.columns }
    case 'sync_all_columns':
      return { alter: alter(gone), note: undefined, written: input.columns }
    case 'ignore':
      if (gone.length > 0) throw changedColumns(input.name, [], gone)
      return {
        alter: undefined,
        note: input.policy || added.length === 0 ? undefined : ignoredColumns(input.name, added),
        written: input.columns.filter((column) => !added.includes(column)),
      }
    case 'fail':
      if (added.length + gone.length > 0) throw changedColumns(input.name, added, gone)
      return { alter: undefined, note: undefined, written: input.columns }
    default:
      return policy satisfies never
  }
}

function ignoredColumns(name: string, added: readonly string[]): Note {
  const columns = quotedNames(added)
  return {
    kind: 'note',
    message: `the query of "${name}" now has ${columns}, which ${added.length === 1 ? 'is' : 'are'} not added to its table`,
    hint: "Run with --full-refresh, or set onSchemaChange to 'append_new_columns' (adds them) or 'ignore' (silences this note).",
  }
}

function changedColumns(name: string, added: readonly string[], gone: readonly string[]): KerrosError {
  const list = (what: string, columns: readonly string[]): string[] =>
    columns.length === 0 ? [] : [`${what} ${quotedNames(columns)}`]
  const changes = [...list('gained', added), ...list('lost', gone)].join(' and ')
  return new KerrosError('E_CHANGED_COLUMNS', `the query of "${name}" has ${changes} since its table was built`, {
    hint: "Run with --full-refresh, or set onSchemaChange to 'append_new_columns' or 'sync_all_columns'.",
    subject: name,
  })
}

/** The columns of a stored table once it is altered. */
export function columnsAfter({ columns }: ExistingRelation, alter: AlterColumns | undefined): readonly string[] {
  const dropped = new Set(alter?.drop)
  return [...columns.map(({ name }) => name).filter((name) => !dropped.has(name)), ...(alter?.add ?? [])]
}

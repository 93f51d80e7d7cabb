import { KerrosError } from '../../../core/errors/index.js'
import type { ExistingColumn, Relation } from '../../../core/relations/relation.js'
import { commentWithMark } from '../../../core/relations/relation-mark.js'
import type {
  AlterColumns,
  ApplySettings,
  CreateTableAs,
  CreateView,
  PublishTable,
  Step,
} from '../../../core/steps/step.js'
import { quoteIdentifier } from '../text/duckdb-identifier.js'
import { duckDbLiterals } from '../text/duckdb-literals.js'
import { duckDbTypeName } from '../values/duckdb-types.js'

/** How relations and schemas are named in SQL. */
export interface Names {
  quoteRelation(relation: Relation): string
  quoteSchema(of: { readonly database: string; readonly schema: string }): string
}

/** DuckDB's statements for a step, in order. */
export function renderStep(step: Step, names: Names): readonly string[] {
  switch (step.kind) {
    case 'createSchema':
      return [`create schema if not exists ${names.quoteSchema(step)}`]
    case 'createView':
      return [
        ...dropOther(step, 'view', names),
        `create or replace view ${names.quoteRelation(step.relation)} as ${step.select}`,
        ...comments(step, 'view', names),
      ]
    case 'createTableAs':
      return [...dropOther(step, 'table', names), createTable(step, names), ...comments(step, 'table', names)]
    case 'createDynamicTable':
    case 'alterDynamicTable':
      // Planned only where a dialect has `dynamicTables`.
      throw new KerrosError('E_INTERNAL', 'DuckDB has no dynamic tables')
    case 'applySettings':
      return applySettings(step, names)
    case 'keepRelation':
    case 'note':
    case 'assertColumnTypes':
      return []
    case 'publishTable':
      // Models of DuckDB are built in one transaction and never need it.
      return [
        ...dropOther(step, 'table', names),
        `create or replace table ${names.quoteRelation(step.relation)} as from ${names.quoteRelation(step.from)}`,
        `drop table ${names.quoteRelation(step.from)}`,
      ]
    case 'insert':
    case 'update':
    case 'delete':
    case 'merge':
    case 'assertUniqueKey':
      return [step.sql]
    case 'test':
      return [step.shared?.sql ?? step.sql]
    case 'dropRelation':
      return [`drop ${step.type} if exists ${names.quoteRelation(step.relation)}`]
    case 'alterColumns':
      return renderAlterColumns(step, undefined, names)
    case 'widenColumns':
      return step.columns.map(
        ({ name, type }) =>
          `alter table ${names.quoteRelation(step.relation)} alter column ${quoteIdentifier(name)} set data type ${duckDbTypeName(type)}`,
      )
    case 'assertContract':
      return step.nullCheck === undefined ? [] : [step.nullCheck]
    case 'attempt':
      return step.steps.flatMap((inner) => renderStep(inner, names))
    case 'transaction':
      return ['begin transaction', ...step.steps.flatMap((inner) => renderStep(inner, names)), 'commit']
    default:
      return step satisfies never
  }
}

/** CREATE OR REPLACE refuses to put a table in the place of a view, and the other way round. */
function dropOther(
  step: CreateView | CreateTableAs | PublishTable,
  type: 'view' | 'table',
  names: Names,
): readonly string[] {
  if (step.replaces === undefined || step.replaces === type) return []
  return [`drop ${step.replaces} if exists ${names.quoteRelation(step.relation)}`]
}

function createTable(step: CreateTableAs, names: Names): string {
  const kind = step.temporary ? 'temp table' : 'table'
  return `create or replace ${kind} ${names.quoteRelation(step.relation)} as ${step.select}`
}

/** The descriptions that are to be written down. @see https://duckdb.org/docs/stable/sql/statements/comment_on */
function comments(
  { relation, settings }: CreateView | CreateTableAs,
  type: 'view' | 'table',
  names: Names,
): readonly string[] {
  const { persistDocs, description, columns = [], mark } = settings
  const whole = commentWithMark(persistDocs?.relation ? (description ?? '') : '', mark)
  const own = whole === '' ? [] : [`comment on ${type} ${names.quoteRelation(relation)} is ${text(whole)}`]
  if (!persistDocs?.columns) return own
  return [
    ...own,
    ...columns.flatMap(({ name, description: comment }) =>
      comment ? columnComment(relation, name, comment, names) : [],
    ),
  ]
}

/** There are no grants. */
function applySettings({ relation, comment, columns }: ApplySettings, names: Names): readonly string[] {
  return [
    ...(comment === undefined ? [] : [`comment on table ${names.quoteRelation(relation)} is ${text(comment)}`]),
    ...columns.flatMap(({ name, comment: ofColumn }) => columnComment(relation, name, ofColumn, names)),
  ]
}

function columnComment(relation: Relation, column: string, comment: string, names: Names): readonly string[] {
  return [`comment on column ${names.quoteRelation(relation)}.${quoteIdentifier(column)} is ${text(comment)}`]
}

function text(comment: string): string {
  return comment === '' ? 'null' : `'${duckDbLiterals.escapeText(comment)}'`
}

/**
 * The statements that bring a table's columns in line.
 *
 * @param like The wanted columns with their types; `undefined` for readers, before the types are known.
 */
export function renderAlterColumns(
  step: AlterColumns,
  like: readonly ExistingColumn[] | undefined,
  names: Names,
): readonly string[] {
  const table = names.quoteRelation(step.relation)
  const typeOf = (name: string): string =>
    like?.find((column) => column.name.toLowerCase() === name.toLowerCase())?.type ??
    '/* type of the batch, read at run time */'
  return [
    ...step.add.map(
      (column) => `alter table ${table} add column if not exists ${quoteIdentifier(column)} ${typeOf(column)}`,
    ),
    ...step.drop.map((column) => `alter table ${table} drop column if exists ${quoteIdentifier(column)}`),
  ]
}

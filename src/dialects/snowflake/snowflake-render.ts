import type { AlterColumns, CreateTableAs, CreateView, Step } from '../../core/plan/step.js'
import type { ExistingColumn, Relation, RelationType } from '../../core/ports/relation.js'
import { quoteIdentifier } from './snowflake-identifier.js'

/** A relation's name in SQL: three parts, folded and quoted. */
export function quoteRelation({ database, schema, name }: Relation): string {
  return [database, schema, name].map(quoteIdentifier).join('.')
}

/** Snowflake's statements for a step, in order. */
export function renderStep(step: Step): readonly string[] {
  switch (step.kind) {
    case 'createSchema':
      return [`create schema if not exists ${quoteIdentifier(step.database)}.${quoteIdentifier(step.schema)}`]
    case 'createView':
      return [...dropOther(step, 'view'), `create or replace view ${quoteRelation(step.relation)} as ${step.select}`]
    case 'createTableAs':
      return [...dropOther(step, 'table'), createTable(step)]
    case 'insert':
    case 'update':
    case 'delete':
    case 'merge':
    case 'assertUniqueKey':
      return [step.sql]
    case 'test':
      return [step.shared?.sql ?? step.sql]
    case 'dropRelation':
      return [`drop ${step.type} if exists ${quoteRelation(step.relation)}`]
    case 'alterColumns':
      return renderAlterColumns(step, undefined)
    case 'assertContract':
      return step.nullCheck === undefined ? [] : [step.nullCheck]
    case 'transaction':
      return ['begin transaction', ...step.steps.flatMap(renderStep), 'commit']
    default:
      return step satisfies never
  }
}

/** CREATE OR REPLACE refuses to put a table in the place of a view, and the other way round. */
function dropOther(step: CreateView | CreateTableAs, type: RelationType): readonly string[] {
  if (step.replaces === undefined || step.replaces === type) return []
  return [`drop ${step.replaces} if exists ${quoteRelation(step.relation)}`]
}

function createTable(step: CreateTableAs): string {
  const kind = step.temporary ? 'temporary table' : 'table'
  return `create or replace ${kind} ${quoteRelation(step.relation)} as ${step.select}`
}

/**
 * The statements that bring a table's columns in line.
 *
 * @param like The wanted columns with their types; `undefined` for readers, before the types are known.
 */
export function renderAlterColumns(step: AlterColumns, like: readonly ExistingColumn[] | undefined): readonly string[] {
  const table = quoteRelation(step.relation)
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

import type { ExistingColumn, RelationType } from '../../../core/relations/relation.js'
import type {
  AlterColumns,
  CreateDynamicTable,
  CreateTableAs,
  CreateView,
  PublishTable,
  Step,
  WidenColumns,
} from '../../../core/steps/step.js'
import { quoteRelation } from '../text/quote-relation.js'
import { quoteIdentifier } from '../text/snowflake-identifier.js'
import { snowflakeTypeName } from '../values/snowflake-types.js'
import { alterDynamicTable, createDynamicTable } from './create-dynamic-table.js'
import { applySettings, createTable, createView, publishTable, type RelationDefaults } from './create-relation.js'

/** Snowflake's statements for a step, in order. */
export function renderStep(step: Step, defaults: RelationDefaults): readonly string[] {
  const inner = (one: Step): readonly string[] => renderStep(one, defaults)
  switch (step.kind) {
    case 'createSchema':
      return [`create schema if not exists ${quoteIdentifier(step.database)}.${quoteIdentifier(step.schema)}`]
    case 'createView':
      return [...dropOther(step, 'view'), ...createView(step, defaults)]
    case 'createTableAs':
      return [...dropOther(step, 'table'), ...createTable(step, defaults)]
    case 'createDynamicTable':
      return [...dropOther(step, 'dynamic table'), ...createDynamicTable(step, defaults)]
    case 'alterDynamicTable':
      return alterDynamicTable(step)
    case 'applySettings':
      return applySettings(step)
    case 'keepRelation':
    case 'note':
    case 'assertColumnTypes':
      return []
    case 'publishTable':
      return [...dropOther(step, 'table'), ...publishTable(step, defaults)]
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
    case 'widenColumns':
      return widenColumns(step)
    case 'assertContract':
      return step.nullCheck === undefined ? [] : [step.nullCheck]
    case 'attempt':
      return step.steps.flatMap(inner)
    case 'transaction':
      return ['begin transaction', ...step.steps.flatMap(inner), 'commit']
    default:
      return step satisfies never
  }
}

/** CREATE OR REPLACE refuses to put a relation of one kind in the place of one of another. */
function dropOther(
  step: CreateView | CreateTableAs | CreateDynamicTable | PublishTable,
  type: RelationType,
): readonly string[] {
  if (step.replaces === undefined || step.replaces === type) return []
  return [`drop ${step.replaces} if exists ${quoteRelation(step.relation)}`]
}

/** One statement for all of them. @see https://docs.snowflake.com/en/sql-reference/sql/alter-table-column */
function widenColumns({ relation, columns }: WidenColumns): readonly string[] {
  const list = columns.map(
    ({ name, type }) => `column ${quoteIdentifier(name)} set data type ${snowflakeTypeName(type)}`,
  )
  return [`alter table ${quoteRelation(relation)} modify ${list.join(', ')}`]
}

/**
 * The statements that bring a table's columns in line.
 *
 * @param like The wanted columns with their types; `undefined` for readers, before the types are known.
 */
export function renderAlterColumns(step: AlterColumns, like: readonly ExistingColumn[] | undefined): readonly string[] {
  const table = quoteRelation(step.relation)
  const typeOf = (name: string): string =>
    (step.types[name] && snowflakeTypeName(step.types[name])) ??
    like?.find((column) => column.name.toLowerCase() === name.toLowerCase())?.type ??
    '/* type of the batch, read at run time */'
  return [
    ...step.add.map(
      (column) => `alter table ${table} add column if not exists ${quoteIdentifier(column)} ${typeOf(column)}`,
    ),
    ...step.drop.map((column) => `alter table ${table} drop column if exists ${quoteIdentifier(column)}`),
  ]
}

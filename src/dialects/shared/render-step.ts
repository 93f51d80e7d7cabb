import type { SqlType } from '../../core/columns/index.js'
import type { ExistingColumn, Relation, RelationType } from '../../core/relations/relation.js'
import type { AlterColumns, CreateSchema, PublishTable, Step } from '../../core/steps/step.js'

/** What a step that puts a relation in its place makes of it. */
const PLACED = {
  createView: 'view',
  createTableAs: 'table',
  createDynamicTable: 'dynamic table',
  publishTable: 'table',
  swapTable: 'table',
} as const satisfies { readonly [K in Step['kind']]?: RelationType }

type EngineStep =
  | keyof typeof PLACED
  | 'cloneTable'
  | 'alterConstraints'
  | 'alterDynamicTable'
  | 'applySettings'
  | 'widenColumns'

/** How an engine writes the steps that each engine writes in its own way, and what the others name. */
export type StepWriter = {
  readonly [K in EngineStep]: (step: Extract<Step, { readonly kind: K }>) => readonly string[]
} & {
  quoteIdentifier(name: string): string
  quoteRelation(relation: Relation): string
  quoteSchema(schema: CreateSchema): string
  typeName(type: SqlType): string
}

/** The statements of an engine for a step, in order. */
export function renderStep(step: Step, writer: StepWriter): readonly string[] {
  const inner = (one: Step): readonly string[] => renderStep(one, writer)
  switch (step.kind) {
    case 'createSchema':
      return [`create schema if not exists ${writer.quoteSchema(step)}`]
    case 'createView':
      return [...dropOther(step, writer), ...writer.createView(step)]
    case 'createTableAs':
      return [...dropOther(step, writer), ...writer.createTableAs(step)]
    case 'createDynamicTable':
      return [...dropOther(step, writer), ...writer.createDynamicTable(step)]
    case 'publishTable':
      return [...dropOther(step, writer), ...writer.publishTable(step)]
    case 'cloneTable':
      return writer.cloneTable(step)
    case 'swapTable':
      return [...dropOther(step, writer), ...writer.swapTable(step)]
    case 'alterDynamicTable':
      return writer.alterDynamicTable(step)
    case 'applySettings':
      return writer.applySettings(step)
    case 'widenColumns':
      return writer.widenColumns(step)
    case 'keepRelation':
    case 'reuse':
    case 'note':
    case 'assertColumnTypes':
    case 'resultsHook':
    case 'unitTest':
      return []
    case 'insert':
    case 'update':
    case 'delete':
    case 'merge':
    case 'assertUniqueKey':
    case 'refuseRows':
    case 'hook':
    case 'assertEventTimes':
    case 'remember':
      return [step.sql]
    case 'test':
      return [step.shared?.sql ?? step.sql]
    case 'dropRelation':
      return [`drop ${step.type} if exists ${writer.quoteRelation(step.relation)}`]
    case 'alterColumns':
      return renderAlterColumns(step, undefined, writer)
    case 'alterConstraints':
      return writer.alterConstraints(step)
    case 'assertConstraints':
      return [step.sql]
    case 'assertContract':
      return step.nullCheck === undefined ? [] : [step.nullCheck]
    case 'attempt':
      return step.steps.flatMap(inner)
    case 'batches':
      return step.batches.flatMap((batch) => batch.steps.flatMap(inner))
    case 'transaction':
      return ['begin transaction', ...step.steps.flatMap(inner), 'commit']
    default:
      return step satisfies never
  }
}

/** The statements that put a table in the place of another, once the types of its columns are known. */
export function renderPublishTable(
  step: PublishTable,
  like: readonly ExistingColumn[],
  writer: StepWriter & {
    publishTable(step: PublishTable, like: readonly ExistingColumn[]): readonly string[]
  },
): readonly string[] {
  return [...dropOther(step, writer), ...writer.publishTable(step, like)]
}

/** CREATE OR REPLACE refuses to put a relation of one kind in the place of one of another. */
function dropOther(
  { kind, replaces, relation }: Extract<Step, { readonly kind: keyof typeof PLACED }>,
  writer: StepWriter,
): readonly string[] {
  return replaces === undefined || replaces === PLACED[kind]
    ? []
    : [`drop ${replaces} if exists ${writer.quoteRelation(relation)}`]
}

/**
 * The statements that bring a table's columns in line.
 *
 * @param like The wanted columns with their types; `undefined` for readers, before the types are known.
 */
export function renderAlterColumns(
  step: AlterColumns,
  like: readonly ExistingColumn[] | undefined,
  { quoteIdentifier, quoteRelation, typeName }: StepWriter,
): readonly string[] {
  const table = quoteRelation(step.relation)
  const typeOf = (name: string): string =>
    (step.types[name] && typeName(step.types[name])) ??
    like?.find((column) => column.name.toLowerCase() === name.toLowerCase())?.type ??
    '/* type of the batch, read at run time */'
  return [
    ...step.add.map(
      (column) => `alter table ${table} add column if not exists ${quoteIdentifier(column)} ${typeOf(column)}`,
    ),
    ...step.drop.map((column) => `alter table ${table} drop column if exists ${quoteIdentifier(column)}`),
  ]
}

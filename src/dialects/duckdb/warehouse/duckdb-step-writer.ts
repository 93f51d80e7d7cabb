import { KerrosError } from '../../../core/errors/index.js'
import type { Relation } from '../../../core/relations/relation.js'
import { commentWithMark } from '../../../core/relations/relation-mark.js'
import type { ApplySettings, CreateTableAs, CreateView } from '../../../core/steps/step.js'
import type { StepWriter } from '../../shared/render-step.js'
import { quoteIdentifier } from '../text/duckdb-identifier.js'
import { duckDbLiterals } from '../text/duckdb-literals.js'
import { duckDbTypeName } from '../values/duckdb-types.js'

/** How relations and schemas are named in SQL. */
export type Names = Pick<StepWriter, 'quoteRelation' | 'quoteSchema'>

/** How DuckDB writes steps. */
export function duckDbStepWriter(names: Names): StepWriter {
  const { quoteRelation } = names
  return {
    ...names,
    quoteIdentifier,
    typeName: duckDbTypeName,
    createView: (step) => [
      `create or replace view ${quoteRelation(step.relation)} as ${step.select}`,
      ...comments(step, 'view', names),
    ],
    createTableAs: (step) => [
      `create or replace ${step.temporary ? 'temp table' : 'table'} ${quoteRelation(step.relation)} as ${step.select}`,
      ...comments(step, 'table', names),
    ],
    // Models of DuckDB are built in one transaction and never need it.
    publishTable: ({ relation, from }) => [
      `create or replace table ${quoteRelation(relation)} as from ${quoteRelation(from)}`,
      `drop table ${quoteRelation(from)}`,
    ],
    createDynamicTable: refuseDynamicTable,
    alterDynamicTable: refuseDynamicTable,
    applySettings: (step) => applySettings(step, names),
    widenColumns: ({ relation, columns }) =>
      columns.map(
        ({ name, type }) =>
          `alter table ${quoteRelation(relation)} alter column ${quoteIdentifier(name)} set data type ${duckDbTypeName(type)}`,
      ),
  }
}

/** They are planned only where a dialect has `dynamicTables`. */
function refuseDynamicTable(): never {
  throw new KerrosError('E_INTERNAL', 'DuckDB has no dynamic tables')
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

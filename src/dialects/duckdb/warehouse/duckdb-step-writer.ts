import { KerrosError } from '../../../core/errors/index.js'
import type { ExistingColumn } from '../../../core/relations/relation.js'
import type { ApplySettings, PublishTable } from '../../../core/steps/step.js'
import type { StepWriter } from '../../shared/render-step.js'
import { quoteIdentifier } from '../text/duckdb-identifier.js'
import { duckDbTypeName } from '../values/duckdb-types.js'
import { columnComment, comments, commentText, type Names } from './comments.js'
import { cloneTable, publishTable } from './publish-table.js'

/** A step writer whose `publishTable` reads the types of columns. */
export type DuckDbStepWriter = StepWriter & {
  publishTable(step: PublishTable, like?: readonly ExistingColumn[]): readonly string[]
}

/** How DuckDB writes steps. */
export function duckDbStepWriter(names: Names): DuckDbStepWriter {
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
    publishTable: (step, like?: readonly ExistingColumn[]) => publishTable(step, like, names),
    cloneTable: (step) => cloneTable(step, names),
    swapTable: ({ relation, from, replaces }) => [
      ...(replaces === 'table' ? [`drop table ${quoteRelation(relation)}`] : []),
      `alter table ${quoteRelation(from)} rename to ${quoteIdentifier(relation.name)}`,
    ],
    alterConstraints: refuseAlterConstraints,
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

/** They are planned only where a dialect says that it alters constraints. */
function refuseAlterConstraints(): never {
  throw new KerrosError('E_INTERNAL', 'DuckDB has no ALTER for the constraints of a table')
}

/** They are planned only where a dialect has `dynamicTables`. */
function refuseDynamicTable(): never {
  throw new KerrosError('E_INTERNAL', 'DuckDB has no dynamic tables')
}

/** There are no grants. */
function applySettings({ relation, comment, columns }: ApplySettings, names: Names): readonly string[] {
  return [
    ...(comment === undefined ? [] : [`comment on table ${names.quoteRelation(relation)} is ${commentText(comment)}`]),
    ...columns.flatMap(({ name, comment: ofColumn }) => columnComment(relation, name, ofColumn, names)),
  ]
}

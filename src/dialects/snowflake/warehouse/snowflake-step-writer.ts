import type { Relation } from '../../../core/relations/relation.js'
import type { WidenColumns } from '../../../core/steps/step.js'
import type { StepWriter } from '../../shared/render-step.js'
import { quoteRelation, quoteSchema } from '../text/quote-relation.js'
import { quoteIdentifier } from '../text/snowflake-identifier.js'
import { snowflakeTypeName } from '../values/snowflake-types.js'
import { alterConstraints } from './alter-constraints.js'
import { cloneTable, swapTable } from './audited-table.js'
import { alterDynamicTable, createDynamicTable } from './create-dynamic-table.js'
import { applySettings, createTable, createView, publishTable, type RelationDefaults } from './create-relation.js'

/** How Snowflake writes steps. */
export function snowflakeStepWriter(defaults: RelationDefaults): StepWriter {
  return {
    quoteIdentifier,
    quoteRelation,
    quoteSchema,
    typeName: snowflakeTypeName,
    createView: (step) => createView(step, defaults),
    createTableAs: (step) => createTable(step, defaults),
    createDynamicTable: (step) => createDynamicTable(step, defaults),
    publishTable: (step) => publishTable(step, defaults),
    cloneTable,
    swapTable,
    alterConstraints,
    alterDynamicTable,
    applySettings,
    widenColumns,
  }
}

function widenColumns({ relation, columns }: WidenColumns): readonly string[] {
  return setTypes(
    relation,
    columns.map(({ name, type }) => ({ name, type: snowflakeTypeName(type) })),
  )
}

/** One statement for all of them. @see https://docs.snowflake.com/en/sql-reference/sql/alter-table-column */
export function setTypes(
  relation: Relation,
  columns: readonly { readonly name: string; readonly type: string }[],
): readonly string[] {
  const list = columns.map(({ name, type }) => `column ${quoteIdentifier(name)} set data type ${type}`)
  return [`alter table ${quoteRelation(relation)} modify ${list.join(', ')}`]
}

import type { Constraint } from '../../../core/relations/constraint.js'
import type { DeclaredConstraint } from '../../../core/relations/declared-constraint.js'
import type { AlterConstraints } from '../../../core/steps/step.js'
import { quoteRelation } from '../text/quote-relation.js'
import { quoteIdentifier } from '../text/snowflake-identifier.js'

/**
 * Drops constraints of a table and adds others. Keys are `rely`, so that the optimizer uses them: kerros has checked the rows, and
 * no hook changes them later. A foreign key is so only where its user says it, since the other table may lose rows later.
 *
 * @see https://docs.snowflake.com/en/sql-reference/sql/create-table-constraint
 * @see https://docs.snowflake.com/en/sql-reference/sql/alter-table
 */
export function alterConstraints({ relation, drop, add }: AlterConstraints): readonly string[] {
  const table = quoteRelation(relation)
  return [
    ...drop.map((constraint) => `alter table ${table} ${dropped(constraint)}`),
    ...notNull(add).map((columns) => `alter table ${table} modify ${columns}`),
    ...add.flatMap((constraint) => {
      const clause = added(constraint)
      return clause === undefined ? [] : [`alter table ${table} add ${clause}`]
    }),
  ]
}

/** One statement for all columns. */
function notNull(constraints: readonly Constraint[]): readonly string[] {
  const columns = constraints.flatMap((one) => (one.kind === 'notNull' ? one.columns : []))
  return columns.length === 0
    ? []
    : [columns.map((column) => `column ${quoteIdentifier(column)} set not null`).join(', ')]
}

function added(constraint: Constraint): string | undefined {
  switch (constraint.kind) {
    case 'notNull':
      return undefined
    case 'primaryKey':
      return `primary key (${list(constraint.columns)})${constraint.isChangedLater ? '' : ' rely'}`
    case 'unique':
      return `unique (${list(constraint.columns)})${constraint.isChangedLater ? '' : ' rely'}`
    case 'check':
      return `constraint ${quoteIdentifier(constraint.name)} check (${constraint.sql})`
    case 'foreignKey': {
      const { columns, to, toColumns, rely } = constraint
      const references = `${quoteRelation(to)} (${list(toColumns)})`
      return `foreign key (${list(columns)}) references ${references}${rely ? ' rely' : ''}`
    }
    default:
      return constraint satisfies never
  }
}

function dropped({ kind, columns = [], name = '' }: DeclaredConstraint): string {
  switch (kind) {
    case 'notNull':
      return `modify ${columns.map((column) => `column ${quoteIdentifier(column)} drop not null`).join(', ')}`
    case 'primaryKey':
      return 'drop primary key'
    case 'unique':
      return `drop unique (${list(columns)})`
    case 'check':
      return `drop constraint ${quoteIdentifier(name)}`
    case 'foreignKey':
      return `drop foreign key (${list(columns)})`
    default:
      return kind satisfies never
  }
}

function list(names: readonly string[]): string {
  return names.map(quoteIdentifier).join(', ')
}

import type { OperationNode } from 'kysely'
import type { DeclaredConstraint } from './declared-constraint.js'
import type { Relation } from './relation.js'

/** What a table's rows must fulfil, as an engine declares it. */
export type Constraint = ColumnsConstraint | CheckConstraint | ForeignKeyConstraint

/** Columns that are never NULL, or that no two rows share. */
export interface ColumnsConstraint {
  readonly kind: 'notNull' | 'primaryKey' | 'unique'
  readonly columns: readonly string[]
  /** Whether hooks may change rows after a key was checked: what an engine does not enforce may then be false. */
  readonly isChangedLater?: boolean
}

/** A condition that is not false for any row. */
export interface CheckConstraint {
  readonly kind: 'check'
  readonly name: string
  /** The condition over columns without a table's name. */
  readonly condition: OperationNode
  /** The same in the engine's SQL. */
  readonly sql: string
}

/** Columns whose values are found among the rows of another relation. */
export interface ForeignKeyConstraint {
  readonly kind: 'foreignKey'
  readonly columns: readonly string[]
  readonly to: Relation
  readonly toColumns: readonly string[]
  /** Whether the other relation is a table with a primary or unique key of these columns, which engines ask for. */
  readonly isDeclarable: boolean
  /** Whether queries may rely on it. */
  readonly rely: boolean
  /** Whether the run replaces the other relation, and what referenced it is gone with it. */
  readonly isReplaced: boolean
}

/** What an engine makes of a kind of constraint: it enforces it, only stores it, or has no word for it. */
export type ConstraintSupport = 'enforced' | 'stored' | 'none'

/** Whether an engine declares a constraint; all of them are checked. */
export function isDeclarable(
  constraint: Constraint,
  support: { readonly [K in Constraint['kind']]: ConstraintSupport },
): boolean {
  return support[constraint.kind] !== 'none' && (constraint.kind !== 'foreignKey' || constraint.isDeclarable)
}

/** A constraint as a mark records it. */
export function declaredConstraint(
  constraint: Constraint,
  support: { readonly [K in Constraint['kind']]: ConstraintSupport },
): DeclaredConstraint {
  const isOnlyStored = support[constraint.kind] === 'stored'
  return { ...recorded(constraint, isOnlyStored), ...(!isDeclarable(constraint, support) && { isDeclared: false }) }
}

function recorded(constraint: Constraint, isOnlyStored: boolean): DeclaredConstraint {
  switch (constraint.kind) {
    case 'check':
      return { kind: 'check', name: constraint.name, says: constraint.sql }
    case 'foreignKey': {
      const { columns, to, toColumns, rely } = constraint
      const says = JSON.stringify([to.database, to.schema, to.name, ...toColumns, ...(rely ? ['rely'] : [])])
      return { kind: 'foreignKey', columns, says }
    }
    default:
      return {
        kind: constraint.kind,
        columns: constraint.columns,
        ...(constraint.isChangedLater && isOnlyStored && { says: 'norely' }),
      }
  }
}

/** A constraint in words, by the names that its user gave. */
export function describeConstraint(constraint: Constraint): string {
  const names = (columns: readonly string[]): string => columns.map((column) => `"${column}"`).join(', ')
  switch (constraint.kind) {
    case 'check':
      return `check "${constraint.name}"`
    case 'foreignKey':
      return `foreign key ${names(constraint.columns)} to "${constraint.to.name}"`
    case 'notNull':
      return `not null ${names(constraint.columns)}`
    case 'primaryKey':
      return `primary key ${names(constraint.columns)}`
    case 'unique':
      return `unique ${names(constraint.columns)}`
    default:
      return constraint satisfies never
  }
}

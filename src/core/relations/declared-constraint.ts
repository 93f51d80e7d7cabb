/** dbt's kinds of constraints. */
export type ConstraintKind = 'notNull' | 'primaryKey' | 'unique' | 'check' | 'foreignKey'

/** A declared constraint, as the mark of a table records it. */
export interface DeclaredConstraint {
  readonly kind: ConstraintKind
  readonly columns?: readonly string[] | undefined
  readonly name?: string | undefined
  /** The condition of a check, the other relation and its columns, or that queries must not rely on a key: what makes it another constraint when it changes. */
  readonly says?: string | undefined
  /** Only checked: the engine does not have it. */
  readonly isDeclared?: false | undefined
}

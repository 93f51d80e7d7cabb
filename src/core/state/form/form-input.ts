import type { OperationNode } from 'kysely'

/** What the name of a table means in a query. */
export type FormInput = RelationInput | QueryInput

/** A relation of the project, or the model's own. */
export interface RelationInput {
  readonly kind: 'relation'
  readonly id: string
  /** The names of its columns; `undefined` when raw SQL hides them. */
  columns(): readonly string[] | undefined
}

/** A query that is inlined where it is read. */
export interface QueryInput {
  readonly kind: 'query'
  /** The same for the same query. */
  readonly key: object
  node(): OperationNode
  readonly inputs: FormInputs
}

/** What the names of tables mean in a query; `undefined` for a name that it does not declare. */
export type FormInputs = (name: string) => FormInput | undefined

/** What is the same for every query of a project. */
export interface FormContext {
  /** The value of a variable. */
  variable(name: string, byDefault: unknown): unknown
  /** A short digest of a string. */
  digest(text: string): string
}

import type { ZodType } from 'zod'
import type { SqlType } from './sql-type.js'

/** Names the type of a column's values. Exists for the type checker only. */
export declare const VALUE: unique symbol

/**
 * A typed column of a source, a seed or a contract: its SQL type, the zod schema of one value and a description.
 * Invariant in `Value`, so that a contract column and a query's column must agree exactly.
 */
export interface Column<Value> {
  readonly [VALUE]: (value: Value) => Value
  /** The column's SQL type, under the name that both engines share. */
  readonly type: SqlType
  /** Checks one value as it arrives in JavaScript; used for seeds, variables and test fixtures. */
  readonly schema: ZodType
  /** Whether NULL is allowed. Default: no; `nullable()` allows it. */
  readonly isNullable: boolean
  /** All values that there may be, of `oneOf`; undefined for other columns. */
  readonly values: readonly string[] | undefined
  /** The sentence for readers that `describe()` gave. */
  readonly description: string | undefined
  /** The same column, but NULL is allowed. */
  nullable(): Column<Value | null>
  /** The same column with a sentence for readers; it goes into documentation and comments in the warehouse. */
  describe(text: string): Column<Value>
}

/** Columns by name, in declaration order. */
export type Columns = { readonly [name: string]: Column<any> }

/** The row that {@link Columns} describe, as a plain object type. */
export type RowOf<C> = { -readonly [K in keyof C]: C[K] extends Column<infer Value> ? Value : never }

interface ColumnParts {
  readonly type: SqlType
  readonly schema: ZodType
  readonly isNullable?: boolean
  readonly values?: readonly string[] | undefined
  readonly description?: string | undefined
}

/** Creates a column; the helpers in `column-types.ts` are what users call. */
export function createColumn<Value>(parts: ColumnParts): Column<Value> {
  const column = {
    type: Object.freeze(parts.type),
    schema: parts.schema,
    isNullable: parts.isNullable ?? false,
    values: parts.values,
    description: parts.description,
    nullable: () => createColumn<Value | null>({ ...parts, isNullable: true, schema: parts.schema.nullable() }),
    describe: (text: string) => createColumn<Value>({ ...parts, description: text }),
  }
  // The phantom property exists in types only.
  return Object.freeze(column) as unknown as Column<Value>
}

/** Whether a value was made by one of the column helpers. */
export function isColumn(value: unknown): value is Column<unknown> {
  return typeof value === 'object' && value !== null && 'schema' in value && 'type' in value && 'nullable' in value
}

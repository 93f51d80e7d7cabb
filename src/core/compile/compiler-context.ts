import type { RelationDefinition } from '../definitions/definition.js'
import type { Relation } from '../relations/relation.js'
import type { SqlDialect } from '../steps/sql-dialect.js'
import type { RowsToRead } from './rows/sampled-rows.js'

/** What a compiler has to know of the project around a query. */
export interface CompilerContext {
  readonly dialect: SqlDialect
  /** The relation of a definition; `undefined` when it leaves nothing behind and is inlined. */
  relationOf(definition: RelationDefinition): Relation | undefined
  nameOf(definition: RelationDefinition): string
  /** Whether queries read no rows, dbt's `--empty`: only whether they run, and what columns they return. Default: false. */
  readonly readsNothing?: boolean | undefined
  /** Which rows models read of what they read, dbt's `--sample`. Default: all. */
  readonly sample?: RowsToRead | undefined
  /** The value of a variable. */
  variable(name: string, byDefault: unknown): unknown
  now(): Date
}

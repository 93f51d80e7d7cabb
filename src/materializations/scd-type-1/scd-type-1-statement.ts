import type { OutputColumn } from '../../core/infer/output-column.js'
import type { Relation } from '../../core/relations/relation.js'
import type { SqlDialect } from '../../core/steps/sql-dialect.js'

/** What the options of `scdType1` say, complete. */
export interface Type1Settings {
  readonly uniqueKey: readonly string[]
  readonly updatedAt: string | undefined
  readonly hardDeletes: 'ignore' | 'delete' | 'mark'
  /** The column that marks what is gone; `undefined` where nothing does. */
  readonly isDeleted: string | undefined
}

/** What the statements of one run are made of. */
export interface Type1Statement extends Type1Settings {
  /** The source's columns, in order. */
  readonly columns: readonly OutputColumn[]
  readonly dialect: SqlDialect
  /** The stored rows; `target` in statements. */
  readonly relation: Relation
  /** The source's rows of this run; `source` in statements. */
  readonly source: Relation
}

/** A column of the statement's own: 1 for a row whose key is gone. */
export const GONE = 'kerros_gone'

/** Names that neither the source's columns nor the added one may have. */
export const TYPE_1_COLUMNS: readonly string[] = [GONE]

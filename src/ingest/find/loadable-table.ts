import type { Columns } from '../../core/columns/index.js'
import type { FileFormat } from '../../core/definitions/file-format.js'
import type { Stage } from '../../core/definitions/stage.js'
import { FILE, LOADED_AT } from '../../core/ports/file-loader.js'
import type { ExistingRelation, Relation } from '../../core/relations/relation.js'

/** A source table with files, and the warehouse's relation of its name. */
export interface LoadableTable {
  /** As declared: `raw.raw_ratings`. */
  readonly name: string
  readonly relation: Relation
  readonly columns: Columns
  /** The names of its file, in order of preference. */
  readonly fileNames: readonly string[]
  /** The file that declares the source, for messages. */
  readonly declaredIn: string
  readonly existing: ExistingRelation | undefined
  readonly stage?: Stage | undefined
  readonly fileFormat?: FileFormat | undefined
  /** The names of fields, for columns whose field has another name. */
  readonly fieldNames?: { readonly [column: string]: string } | undefined
}

/** The columns that a file must have: all but those that the load itself fills. */
export function fileColumns(columns: Columns): Columns {
  return Object.fromEntries(Object.entries(columns).filter(([name]) => name !== LOADED_AT && name !== FILE))
}

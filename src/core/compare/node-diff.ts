import type { KerrosError } from '../errors/index.js'
import type { Relation } from '../relations/relation.js'

/** The rows of two relations, counted. */
export interface DiffRows {
  /** All rows here. */
  readonly here: number
  /** All rows there. */
  readonly there: number
  /** Rows whose key, or which as a whole, only here has. */
  readonly added: number
  /** Rows that only there has. */
  readonly removed: number
  /** Rows whose key both sides have, with other values; 0 without a key. */
  readonly changed: number
  /** Rows that both sides have, with the same values. */
  readonly same: number
}

/** What says which rows belong together. */
export interface DiffKey {
  /** Its columns, as they are spelled here. */
  readonly columns: readonly string[]
  /** Why it is the key, for readers: `its uniqueKey`. */
  readonly from: string
  /** How many rows here, and how many there, have a NULL in it. */
  readonly nulls: { readonly here: number; readonly there: number }
}

/** Rows of keys that repeat on a side: they are compared as whole rows, and counted nowhere else. */
export interface RepeatedKeys {
  /** How many keys repeat here. */
  readonly here: number
  /** How many keys repeat there. */
  readonly there: number
  /** Their rows, compared as whole rows. */
  readonly rows: Omit<DiffRows, 'changed'>
}

/** A column of one of two relations, or of both. */
export interface DiffColumn {
  /** As it is spelled here, where it is here. */
  readonly name: string
  /** Whether it is part of the key. */
  readonly isKey: boolean
  /** Its type here; `undefined` where it is not here. */
  readonly here: string | undefined
  /** Its type there. */
  readonly there: string | undefined
  /** Whether its values are compared. */
  readonly isCompared: boolean
  /** In how many rows it has another value. */
  readonly changed: number
  /** Of these, those that are NULL here, and have a value there. */
  readonly nullHere: number
  /** Of these, those that are NULL there, and have a value here. */
  readonly nullThere: number
}

/** A row that is different, with its values. */
export interface DiffSample {
  /** What is different: `repeated` is a key that repeats. */
  readonly kind: 'added' | 'removed' | 'changed' | 'repeated'
  /** The values of the key, by column; empty without a key. */
  readonly key: { readonly [column: string]: unknown }
  /** The values here, by column: of a changed row those that are others. `undefined` where it is not here. */
  readonly here: { readonly [column: string]: unknown } | undefined
  /** The values there, in the same way. */
  readonly there: { readonly [column: string]: unknown } | undefined
  /** How often the row, or the key, is here and there, where that is more than once. */
  readonly count: { readonly here: number; readonly there: number } | undefined
}

/** What is different between two relations. */
export interface RelationDiff {
  /** All rows, but for those of keys that repeat, which count only as rows of their side. */
  readonly rows: DiffRows
  /** Missing if whole rows were compared. */
  readonly key: DiffKey | undefined
  /** Missing if no key repeats. */
  readonly repeated: RepeatedKeys | undefined
  /** Those of the key, those that were compared, and those that only one side has. */
  readonly columns: readonly DiffColumn[]
  /** Rows that are different; empty unless they were asked for. */
  readonly samples: readonly DiffSample[]
}

/** What is different of a node between here and there. */
export type NodeDiff = {
  /** dbt's unique id: `model.shop.customers`. */
  readonly uniqueId: string
  /** The node's name. */
  readonly name: string
  /** Where it is here. */
  readonly here: Relation
  /** Where it is there; missing if that is not known. */
  readonly there: Relation | undefined
} & (
  | ({
      /** Whether all rows, values and columns are the same. */
      readonly status: 'same' | 'different'
    } & RelationDiff)
  | {
      /** It could not be compared. */
      readonly status: 'error'
      /** Why it could not be compared. */
      readonly error: KerrosError
    }
)

/** Whether two relations have the same columns and the same rows, each as often. */
export function isSame({ rows, repeated, columns }: RelationDiff): boolean {
  return (
    rows.added + rows.removed + rows.changed === 0 &&
    (repeated?.rows.added ?? 0) + (repeated?.rows.removed ?? 0) === 0 &&
    columns.every(({ here, there }) => here === there)
  )
}

/** Names the row type of a definition. Exists for the type checker only. */
export declare const ROW: unique symbol

/**
 * Anything that a query can select from, with a known row type: a source, a seed, a model or a snapshot.
 */
export interface Ref<Row> {
  /** What defines the relation. */
  readonly kind: 'source' | 'seed' | 'model' | 'snapshot'
  readonly [ROW]: Row
}

/** The relations that a query may read; the keys are the only table names that it can use. */
export type Inputs = { readonly [name: string]: Ref<any> }

/** The Kysely database that a query over `I` sees: one table for each input. */
export type Db<I extends Inputs> = { [K in keyof I]: I[K][typeof ROW] }

/** The row type of a source, seed, model or snapshot, as a plain object type. */
export type RowType<R extends Ref<any>> = R[typeof ROW]

/** The type of the columns that something names without knowing the query. Exists for the type checker only. */
declare const COLUMNS: unique symbol

/** Something that names columns `C`, which a query's `select` compares with its own. */
export interface NamesColumns<C> {
  readonly [COLUMNS]?: C | undefined
}

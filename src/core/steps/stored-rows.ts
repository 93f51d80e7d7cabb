/** What a materialization adds to what its query says of columns and rows. */
export interface StoredRows {
  /** The columns of the query that decide which rows are stored. */
  readonly deciders: 'all' | readonly string[]
  readonly why: 'unique key' | 'new version' | 'batch'
  /** Columns of the relation that the query does not return, and those of it that their values are made of. */
  readonly added: { readonly [column: string]: readonly string[] }
}

import type { DuplicateColumns } from '../../../core/relations/duplicate-columns.js'
import type { DuckDbConfig } from '../connect/duckdb-config.js'
import type { DuckDbDatabase } from '../connect/duckdb-database.js'

/**
 * Config for the DuckDB dialect: the database to open, or an open one.
 *
 * @see DuckDbConfig
 */
export interface DuckDbDialectConfig extends DuckDbConfig {
  /** A database that is shared with others. `destroy()` then closes Kysely's sessions and leaves the database open. */
  readonly database?: DuckDbDatabase | undefined
  /**
   * What becomes of columns of one name in a row, as `selectAll()` over a join can return them: the last one's value stays,
   * or the query is refused with `E_DUPLICATE_COLUMN`.
   *
   * Default is `last`.
   */
  readonly duplicateColumns?: DuplicateColumns | undefined
}

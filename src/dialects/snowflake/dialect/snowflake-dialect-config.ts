import type { DuplicateColumns } from '../../../core/relations/duplicate-columns.js'
import type { SnowflakeConfig } from '../connect/snowflake-config.js'
import type { SnowflakeDatabase } from '../connect/snowflake-database.js'

/**
 * Config for the Snowflake dialect: the account to connect to, or an open pool of sessions.
 *
 * @see SnowflakeConfig
 */
export interface SnowflakeDialectConfig extends SnowflakeConfig {
  /** A pool that is shared with others. `destroy()` then leaves it open. */
  readonly pool?: SnowflakeDatabase | undefined
  /**
   * How names are written: `fold` writes them in upper case and quotes, which is what a name without quotes means;
   * `exact` writes them as they are.
   *
   * Default is `fold`.
   */
  readonly identifiers?: 'fold' | 'exact' | undefined
  /**
   * What becomes of columns of one name in a row, as `selectAll()` over a join can return them: the last one's value stays,
   * or the query is refused with `E_DUPLICATE_COLUMN`.
   *
   * Default is `last`.
   */
  readonly duplicateColumns?: DuplicateColumns | undefined
}

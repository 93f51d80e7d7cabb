import { KerrosError } from '../../../core/errors/index.js'
import { firstWord, isDdl } from '../session/statement-kind.js'

/**
 * Refuses a statement that would commit the open transaction without a word.
 *
 * @throws KerrosError `E_TRANSACTION`.
 * @see https://docs.snowflake.com/en/sql-reference/transactions#ddl
 */
export function assertAllowedInTransaction(sql: string): void {
  if (!isDdl(sql)) return
  throw new KerrosError(
    'E_TRANSACTION',
    `${firstWord(sql).toUpperCase()} cannot be in a transaction: Snowflake would commit what came before it`,
    { hint: 'Run it before the transaction or after it.' },
  )
}

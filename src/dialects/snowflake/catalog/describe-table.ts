import { isKerrosError } from '../../../core/errors/index.js'
import type { ExistingColumn, Relation } from '../../../core/relations/relation.js'
import type { SnowflakeSession } from '../session/snowflake-session.js'
import { foldBack } from '../text/fold-back.js'
import { quoteRelation } from '../text/quote-relation.js'

interface DescribedColumn {
  readonly name: string
  readonly type: string
}

/**
 * The columns of a table or a view as a session sees it, temporary tables included; none when it is not there.
 *
 * @see https://docs.snowflake.com/en/sql-reference/sql/desc-table
 */
export async function describeTable(session: SnowflakeSession, relation: Relation): Promise<readonly ExistingColumn[]> {
  try {
    const { rows } = await session.query<DescribedColumn>(`describe table ${quoteRelation(relation)}`)
    return rows.map(({ name, type }) => ({ name: foldBack(name), type }))
  } catch (error) {
    if (isMissing(error)) return []
    throw error
  }
}

/** Whether Snowflake says that an object does not exist or is not visible to the role, which it does not distinguish. */
export function isMissing(error: unknown): boolean {
  return isKerrosError(error) && /does not exist/.test(error.message)
}

import { KerrosError } from '../../core/errors/index.js'
import { quotedNames } from '../../core/errors/wording.js'
import type { MaterializationInput } from '../../core/steps/materialization.js'
import type { IncrementalSettings } from './incremental-settings.js'

/**
 * Refuses clauses that delete, next to `since` in a query that may return several rows of a key. The timestamp of a deleted row is gone with it:
 * the watermark moves back, and the next run reads rows again of which it has read some before, both rows of a key among them.
 *
 * @throws KerrosError `E_INVALID_DEFINITION`.
 */
export function checkDeletedRows(
  { name, rowFacts }: Pick<MaterializationInput, 'name' | 'rowFacts'>,
  { uniqueKey, whenMatched }: IncrementalSettings,
  usesSince: boolean,
): void {
  if (!usesSince || !whenMatched()?.some(({ action }) => action === 'delete')) return
  if (rowFacts({ isIncremental: true }).isUnique(new Set(uniqueKey))) return
  const key = quotedNames(uniqueKey)
  throw new KerrosError(
    'E_INVALID_DEFINITION',
    `"${name}" deletes rows by whenMatched and uses since(…), which then reads rows again, and its query may return several rows of ${key}`,
    {
      subject: name,
      hint: `Take one row of each key: .$call(deduplicate({ by: [${uniqueKey.map((column) => `'${column}'`).join(', ')}], orderBy: … })), the last step of the query, ordered by the column in since(…); or keep deleted rows and mark them.`,
    },
  )
}

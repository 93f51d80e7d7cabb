import type { Diagnostic } from '../core/errors/index.js'
import { checkRecords } from './check-records.js'
import type { PlannedTable } from './planned-load.js'

/** How many bytes are looked at: a problem that is known already should not have to wait for gigabytes. */
const MOST_BYTES = 64 * 1024 * 1024

/**
 * What is wrong with the rows of the files in which nothing wrong was found yet, so that one load tells of them all.
 * Large files are passed over.
 *
 * @param known What was found already.
 */
export async function checkOtherFiles(
  planned: readonly PlannedTable[],
  known: readonly Diagnostic[],
  signal: AbortSignal | undefined,
): Promise<readonly Diagnostic[]> {
  const isKnown = (shown: string): boolean => known.some(({ at }) => at === shown || at?.startsWith(`${shown}:`))
  const found: Diagnostic[] = []
  let left = MOST_BYTES
  for (const { table, files } of planned) {
    for (const { data, shown, state } of files) {
      if (!data || isKnown(shown) || state.size > left) continue
      left -= state.size
      found.push(...((await checkRecords(data, table.columns, shown, { signal }))?.diagnostics ?? []))
    }
  }
  return found
}

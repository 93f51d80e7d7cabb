import type { Diagnostic } from '../../core/errors/index.js'
import { checkRecords } from '../check/check-records.js'
import type { PlannedTable } from './planned-load.js'

/** How many bytes are read: an error that is already known should not have to wait for gigabytes. */
const MOST_BYTES = 64 * 1024 * 1024

/**
 * What is wrong with the rows of all other files, so that one load reports the errors of all files. Large files are
 * skipped.
 *
 * @param known What was already found.
 */
export async function checkOtherFiles(
  planned: readonly PlannedTable[],
  known: readonly Diagnostic[],
  signal: AbortSignal | undefined,
): Promise<readonly Diagnostic[]> {
  const isKnown = (displayPath: string): boolean =>
    known.some(({ at }) => at === displayPath || at?.startsWith(`${displayPath}:`))
  const found: Diagnostic[] = []
  let left = MOST_BYTES
  for (const { table, files } of planned) {
    for (const { data, displayPath, state } of files) {
      if (!data || isKnown(displayPath) || state.size > left) continue
      left -= state.size
      found.push(...((await checkRecords(data, table.columns, displayPath, { signal }))?.diagnostics ?? []))
    }
  }
  return found
}

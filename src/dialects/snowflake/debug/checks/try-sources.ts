import { isKerrosError, type KerrosError } from '../../../../core/errors/index.js'
import type { NeededSource } from '../../../../core/ports/target-check.js'
import { isMissing } from '../../catalog/describe-table.js'
import type { RunShow } from '../../catalog/show-pages.js'
import { quoteRelation } from '../../text/quote-relation.js'
import type { TriedSource } from './source-checks.js'

/**
 * Reads no row of each source: all of them in one statement, and when that fails each by itself.
 *
 * The generated SQL:
 *
 * ```sql
 * select 1 as one from "MOVIELENS"."RAW"."RAW_MOVIES" where false
 * union all select 1 as one from "MOVIELENS"."RAW"."RAW_RATINGS" where false
 * ```
 */
export async function trySources(run: RunShow, sources: readonly NeededSource[]): Promise<readonly TriedSource[]> {
  if (sources.length < 2) return Promise.all(sources.map((source) => trySource(run, source)))
  try {
    await run(sources.map(readNothing).join('\nunion all '))
    return sources.map((source) => ({ ...source, isThere: true, refusal: undefined }))
  } catch (error) {
    if (isLost(error)) throw error
    return Promise.all(sources.map((source) => trySource(run, source)))
  }
}

async function trySource(run: RunShow, source: NeededSource): Promise<TriedSource> {
  try {
    await run(readNothing(source))
    return { ...source, isThere: true, refusal: undefined }
  } catch (error) {
    if (isMissing(error)) return { ...source, isThere: false, refusal: undefined }
    if (isLost(error)) throw error
    const { code, message } = error as KerrosError
    return { ...source, isThere: true, refusal: message, lacksRight: code === 'E_NOT_PERMITTED' }
  }
}

function readNothing({ relation }: NeededSource): string {
  return `select 1 as one from ${quoteRelation(relation)} where false`
}

function isLost(error: unknown): boolean {
  return !isKerrosError(error) || error.code === 'E_CANCELLED' || error.code === 'E_CONNECTION'
}

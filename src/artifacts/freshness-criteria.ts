import type { AgeLimit, SourceFreshness } from '../core/definitions/options/freshness-options.js'

/** How fresh a source has to be, as dbt's artifacts have it. */
export interface FreshnessCriteria {
  readonly warn_after: AgeLimit | null
  readonly error_after: AgeLimit | null
  readonly filter: string | null
}

/** @param filter In SQL, the rows that are looked at; `undefined` for all. */
export function freshnessCriteria(
  freshness: SourceFreshness | undefined,
  filter: string | undefined,
): FreshnessCriteria | null {
  if (!freshness) return null
  const { warnAfter, errorAfter } = freshness
  return { warn_after: warnAfter ?? null, error_after: errorAfter ?? null, filter: filter ?? null }
}

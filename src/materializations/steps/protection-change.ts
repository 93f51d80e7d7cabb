import type { MaskingPolicy, Protection, RowAccessPolicy } from '../../core/relations/relation-settings.js'
import type { ProtectionChange } from '../../core/steps/step.js'

/**
 * What is to be done so that a stored table is protected as its definition says. What kerros has not set is left alone.
 *
 * @param before What kerros has set, as the table's mark says.
 * @param columns The columns that the query returns. One that only the table has stays masked: its rows are still there.
 * @returns undefined when nothing changed.
 */
export function protectionChange(
  before: Protection,
  now: Protection,
  columns: readonly string[],
): ProtectionChange | undefined {
  const returned = new Set(columns.map((column) => column.toLowerCase()))
  const masked = lowerKeys(before.maskingPolicies)
  const wanted = lowerKeys(now.maskingPolicies)
  const tags = lowerKeys(before.snowflakeTags)
  const wantedTags = lowerKeys(now.snowflakeTags)
  const isSamePolicy = rowAccessKey(before.rowAccessPolicy) === rowAccessKey(now.rowAccessPolicy)
  const unmaskFirst = isSamePolicy
    ? []
    : givenAnyOf(masked, now.rowAccessPolicy?.on ?? []).filter((name) => returned.has(name))
  const change: ProtectionChange = {
    unmaskFirst,
    ...(!isSamePolicy && before.rowAccessPolicy && { dropRowAccess: before.rowAccessPolicy.policy }),
    ...(!isSamePolicy && now.rowAccessPolicy && { addRowAccess: now.rowAccessPolicy }),
    mask: Object.fromEntries([...wanted].filter(([name, policy]) => maskKey(masked.get(name)) !== maskKey(policy))),
    unmask: [...masked.keys()].filter((name) => !wanted.has(name) && returned.has(name) && !unmaskFirst.includes(name)),
    setTags: Object.fromEntries([...wantedTags].filter(([tag, value]) => tags.get(tag) !== value)),
    unsetTags: [...tags.keys()].filter((tag) => !wantedTags.has(tag)),
    ...(before.dataRetentionDays !== now.dataRetentionDays && { retention: now.dataRetentionDays ?? 'unset' }),
  }
  const { mask, unmask, setTags, unsetTags, unmaskFirst: first, ...others } = change
  const lists = [first, Object.keys(mask), unmask, Object.keys(setTags), unsetTags]
  return lists.every((list) => list.length === 0) && Object.keys(others).length === 0 ? undefined : change
}

/** The columns whose masking policy is given any of some columns. */
function givenAnyOf(masked: ReadonlyMap<string, MaskingPolicy>, on: string | readonly string[]): readonly string[] {
  const taken = new Set([on].flat().map((column) => column.toLowerCase()))
  return [...masked].flatMap(([name, { using = [] }]) =>
    [name, ...using].some((column) => taken.has(column.toLowerCase())) ? [name] : [],
  )
}

/** Names fold. */
function lowerKeys<T>(given: { readonly [name: string]: T } | undefined): ReadonlyMap<string, T> {
  return new Map(Object.entries(given ?? {}).map(([name, value]) => [name.toLowerCase(), value]))
}

function rowAccessKey(policy: RowAccessPolicy | undefined): string {
  return policy === undefined ? '' : JSON.stringify([policy.policy, ...[policy.on].flat()]).toLowerCase()
}

function maskKey(policy: MaskingPolicy | undefined): string {
  return policy === undefined ? '' : JSON.stringify([policy.policy, ...(policy.using ?? [])]).toLowerCase()
}

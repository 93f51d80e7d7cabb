/** Whether a run leaves as it is what would come out the same: docs/reuse.md. */
export type ReuseMode = 'off' | 'on'

/** For all targets, or by the names of targets; those that are not named have `off`. */
export type ReuseOption = ReuseMode | { readonly [target: string]: ReuseMode }

/** What the option of a project says of a target. */
export function reuseOf(option: ReuseOption | undefined, target: string): ReuseMode {
  if (typeof option !== 'object') return option ?? 'off'
  return (Object.hasOwn(option, target) && option[target]) || 'off'
}

/** What happens when the code of an incremental model changes, and its table has rows of the earlier code. */
export type OnChange = 'note' | 'fail' | 'fullRefresh' | 'forwardOnly'

/** All values of {@link OnChange}. */
export const ON_CHANGE = ['note', 'fail', 'fullRefresh', 'forwardOnly'] as const satisfies readonly OnChange[]

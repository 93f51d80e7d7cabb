import type { NamedSelectors } from '../../core/graph/named-selectors.js'
import type { SelectionOptions } from './selection-options.js'

/** Whether a selection may ask what has become of nodes since an earlier manifest. To find that out, all nodes are compared. */
export function asksForStates(
  { select, exclude, selector }: SelectionOptions,
  selectors: NamedSelectors | undefined = {},
): boolean {
  const said = JSON.stringify([select ?? [], exclude ?? []])
  const isNamed = selector !== undefined || (!select?.length && !exclude?.length) || said.includes('selector:')
  return said.includes('state:') || (isNamed && JSON.stringify(selectors).includes('state:'))
}

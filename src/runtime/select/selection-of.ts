import { KerrosError } from '../../core/errors/index.js'
import { type NamedSelectors, SELECTOR_METHOD } from '../../core/graph/named-selectors.js'
import type { SelectOptions } from '../../core/graph/select-nodes.js'
import type { Project } from '../../core/project/project.js'
import type { SelectionOptions } from './selection-options.js'

/**
 * What a command selects, with the selectors that have names.
 *
 * @throws KerrosError `E_INVALID_OPTION` for a `selector` together with `select` or `exclude`, as in dbt.
 */
export function selectionOf(
  { selectors = {} }: Pick<Project, 'selectors'>,
  { select, exclude, selector, indirectSelection }: SelectionOptions,
): SelectOptions & { readonly selectors: NamedSelectors } {
  if (selector === undefined) return { select, exclude, indirectSelection, selectors }
  const other = select === undefined ? exclude && '--exclude' : '--select'
  if (other !== undefined)
    throw new KerrosError('E_INVALID_OPTION', `--selector cannot be given together with ${other}`, {
      hint: `Name the selector in --select: --select selector:${selector}. Terms side by side are a union, commas an intersection.`,
    })
  return { select: [`${SELECTOR_METHOD}:${selector}`], indirectSelection, selectors }
}

/** The same project without a selector that is used where nothing is selected: for commands that work on sources alone. */
export function withoutDefaultSelector<P extends Project>(project: P): P {
  const { selectors = {} } = project
  const named = Object.entries(selectors).map(([name, selector]) => [name, { ...selector, default: false }])
  return { ...project, selectors: Object.fromEntries(named) }
}

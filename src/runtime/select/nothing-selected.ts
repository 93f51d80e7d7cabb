import { KerrosError } from '../../core/errors/index.js'
import type { Graph } from '../../core/graph/graph.js'
import { selectNodes } from '../../core/graph/select-nodes.js'
import type { ProjectNode, ResourceType } from '../../core/project/node.js'
import type { SelectionOptions } from './select-for.js'

/**
 * Why a selection holds nothing that a command works on; `undefined` when nothing was selected or excluded: a project
 * without seeds has none to load, which is no mistake.
 *
 * @param resourceTypes What the command works on; empty for everything.
 */
export function nothingSelected(
  graph: Graph<ProjectNode>,
  resourceTypes: readonly ResourceType[],
  { select, exclude }: SelectionOptions,
): KerrosError | undefined {
  const isWanted = (id: string): boolean =>
    resourceTypes.length === 0 || resourceTypes.includes(graph.get(id).resourceType)
  if (exclude?.length && [...selectNodes(graph, { select }).ids].some(isWanted))
    return new KerrosError('E_NO_MATCH', `--exclude "${asText(exclude)}" leaves nothing of what is selected`, {
      hint: `See what is selected with: kerros ls${select?.length ? ` --select ${asText(select)}` : ''}`,
    })
  if (!select?.length) return undefined
  return new KerrosError('E_NO_MATCH', `what is selected has no ${anyOf(resourceTypes)}`, {
    hint: `See what there is with: kerros ls --select ${asText(select)}`,
  })
}

function asText(selectors: string | readonly string[]): string {
  return [selectors].flat().join(' ')
}

/** `model, seed or test`. */
function anyOf(types: readonly ResourceType[]): string {
  const last = types.at(-1) ?? 'nodes'
  return types.length < 2 ? last : `${types.slice(0, -1).join(', ')} or ${last}`
}

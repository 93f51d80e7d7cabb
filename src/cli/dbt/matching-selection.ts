import type { IndirectSelection } from '../../core/graph/indirect-selection.js'
import { selectNodes } from '../../core/graph/select-nodes.js'
import type { ResourceType } from '../../core/project/nodes/node.js'
import type { Project } from '../../core/project/project.js'
import { selectableGraph } from '../../runtime/select/select-for.js'
import type { DbtEvent } from './dbt-log.js'
import type { DbtOptions } from './dbt-options.js'

/** A selection without what matches nothing: to dbt, that is a warning. */
export interface MatchingSelection {
  readonly select: readonly string[] | undefined
  readonly exclude: readonly string[] | undefined
  readonly selector: string | undefined
  readonly resourceTypes: readonly ResourceType[] | undefined
  readonly indirectSelection: IndirectSelection | undefined
  /** Whether something was selected, and all of it matches nothing. */
  readonly isEmpty: boolean
  readonly warnings: readonly DbtEvent[]
}

/** Reads dbt's options for a selection. Selectors that cannot be read are left for the command to report. */
export function matchingSelection(project: Project, options: DbtOptions): MatchingSelection {
  const graph = selectableGraph(project)
  const warnings: DbtEvent[] = []
  const { indirectSelection } = options
  const matching = (selectors: readonly string[] | undefined): readonly string[] | undefined =>
    selectors
      ?.flatMap((each) => each.split(/\s+/))
      .filter((each) => each !== '')
      .filter((each) => {
        const { ids, diagnostics } = selectNodes(graph, {
          select: each,
          indirectSelection,
          selectors: project.selectors,
        })
        const isUnmatched = ids.size === 0 && diagnostics.every(({ code }) => code === 'E_NO_MATCH')
        if (isUnmatched) warnings.push(unmatched(each))
        return !isUnmatched
      })
  const select = matching(options.select)
  const exclude = matching(options.exclude)
  return {
    select: select?.length ? select : undefined,
    exclude: exclude?.length ? exclude : undefined,
    selector: options.selector,
    resourceTypes: resourceTypes(options),
    indirectSelection,
    isEmpty: select?.length === 0,
    warnings,
  }
}

function unmatched(spec_raw: string): DbtEvent {
  const msg = `The selection criterion '${spec_raw}' does not match any enabled nodes`
  return { name: 'NoNodesForSelectionCriteria', code: 'M030', level: 'warn', msg, data: { spec_raw } }
}

/** dbt's types that a selection may be limited to. What kerros does not have, as metrics, is never there. */
const TYPES: readonly ResourceType[] = [
  'model',
  'seed',
  'snapshot',
  'test',
  'unit_test',
  'source',
  'exposure',
  'analysis',
  'chart',
]

function resourceTypes({ resourceType, excludeResourceType = [] }: DbtOptions): readonly ResourceType[] | undefined {
  const isLimited = resourceType !== undefined && !resourceType.some((type) => type === 'all' || type === 'default')
  if (!isLimited && excludeResourceType.length === 0) return undefined
  return TYPES.filter((type) => (isLimited ? resourceType.includes(type) : true) && !excludeResourceType.includes(type))
}

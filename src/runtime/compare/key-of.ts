import { columnList } from '../../core/definitions/options/values/check-column-list.js'
import { type BuildableNode, isBuildable, type ProjectNode, type TestNode } from '../../core/project/nodes/node.js'
import type { OpenProject } from '../open/open-project.js'
import { derivedKey } from './derived-key.js'

/** The columns that say which rows of two relations belong together. */
export interface FoundKey {
  readonly columns: readonly string[]
  /** Why they are the key, for readers. */
  readonly from: string
}

/**
 * The key of a node, as its definition, its constraints or its tests say it, or as it follows from its query; `undefined` for a
 * relation without a key.
 *
 * @param given The columns that the user names.
 */
export function keyOf(
  node: BuildableNode,
  opened: Pick<OpenProject, 'project' | 'compiler'>,
  given?: readonly string[],
): FoundKey | undefined {
  if (given !== undefined) return { columns: given, from: '--key' }
  const { nodes } = opened.project
  const written = writtenKey(node, nodes)
  if (written) return written
  const derived = derivedKey(opened, node.definition, (other) => writtenKey(other, nodes)?.columns)
  return derived && { columns: derived, from: 'follows from its query' }
}

function writtenKey(node: ProjectNode, nodes: readonly ProjectNode[]): FoundKey | undefined {
  if (!isBuildable(node)) return testedKey(node, nodes)
  return definedKey(node) ?? constrainedKey(node) ?? testedKey(node, nodes)
}

/** A snapshot has several rows of each key: one for each time at which a version begins. */
function definedKey({ definition }: BuildableNode): FoundKey | undefined {
  const { uniqueKey } = definition.options as { readonly uniqueKey?: string | readonly string[] }
  if (uniqueKey === undefined) return undefined
  const begins = definition.kind === 'snapshot' ? definition.materialization.identity?.names?.['validFrom'] : undefined
  const columns = columnList(uniqueKey)
  return begins === undefined
    ? { columns, from: 'its uniqueKey' }
    : { columns: [...columns, begins], from: 'its uniqueKey, and when a version begins' }
}

function constrainedKey({ definition }: BuildableNode): FoundKey | undefined {
  if (definition.kind !== 'model') return undefined
  const { primaryKey, unique = [] } = definition.options.constraints ?? {}
  if (primaryKey !== undefined) return { columns: columnList(primaryKey), from: 'its primary key' }
  const [first] = unique
  return first === undefined ? undefined : { columns: columnList(first), from: 'its constraint unique' }
}

function testedKey({ uniqueId }: ProjectNode, nodes: readonly ProjectNode[]): FoundKey | undefined {
  // What a test says of some rows only is not known of the others.
  const tests = nodes.filter(
    (node): node is TestNode =>
      node.resourceType === 'test' && node.testedNode === uniqueId && node.where === undefined,
  )
  const column = tests.find(({ testName }) => testName === 'unique')?.column
  if (column !== undefined) return { columns: [column], from: 'its test unique' }
  const combined = tests.find(({ testName }) => testName === 'unique_combination_of_columns')
  const columns = combined?.arguments['combination_of_columns'] as readonly string[] | undefined
  return columns && { columns, from: 'its test uniqueCombination' }
}

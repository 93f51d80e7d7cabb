import type { OperationNode } from 'kysely'
import { queryNode } from '../compile/query-node.js'
import type { RelationDefinition } from '../definitions/definition.js'
import { Graph } from '../graph/graph.js'
import { SELF } from '../nodes/self.js'
import type { ProjectNode } from '../project/nodes/node.js'
import type { Project } from '../project/project.js'
import type { DefinitionQuery, RunFacts } from '../query/query.js'
import type { Inputs } from '../query/ref.js'
import { NameSlot } from './name-slot.js'
import { type NameInputs, type QueryNames, queryNames } from './query-names.js'

/** A query of a node, as one way of running it reads. */
export interface NamedQuery extends QueryNames {
  readonly node: ProjectNode
  readonly facts: RunFacts
  readonly tree: OperationNode
}

/** The names of a project's columns, and everything in queries that says one. */
export interface ProjectNames {
  /** The columns of each node, by its unique id. */
  readonly columns: ReadonlyMap<string, readonly NameSlot[]>
  readonly queries: readonly NamedQuery[]
}

const FULL: RunFacts = { isIncremental: false }

/** The ways in which a node's query is run. */
function runsOf(node: ProjectNode): readonly RunFacts[] {
  const isIncremental =
    node.resourceType === 'model' &&
    node.definition.kind === 'model' &&
    node.definition.materialization.hasIncrementalQuery === true
  return isIncremental ? [FULL, { isIncremental: true }] : [FULL]
}

/** The query of a node; `undefined` for one without. */
export function queryOf(
  node: ProjectNode,
): { readonly inputs: Inputs; readonly query: DefinitionQuery<any> } | undefined {
  if (node.resourceType === 'test') return node
  const definition: unknown = 'definition' in node ? node.definition : undefined
  return typeof definition === 'object' && definition !== null && 'query' in definition && 'inputs' in definition
    ? (definition as { readonly inputs: Inputs; readonly query: DefinitionQuery<any> })
    : undefined
}

/**
 * Reads the names in every query of a project.
 *
 * @throws KerrosError when a query throws.
 */
export function projectNames(project: Project): ProjectNames {
  const columns = new Map<string, readonly NameSlot[]>()
  const queries: NamedQuery[] = []
  const slotsOf = (uniqueId: string, names: readonly string[]): readonly NameSlot[] => {
    const slots = names.map((name) => new NameSlot(name, { owner: uniqueId }))
    columns.set(uniqueId, slots)
    return slots
  }
  const inputsOf = (node: ProjectNode, inputs: Inputs): NameInputs =>
    new Map([
      [SELF, () => columns.get(node.uniqueId)],
      ...Object.entries(inputs).map(([name, input]) => {
        const read = project.nodeOf.get(input as RelationDefinition)
        return [name, () => read && columns.get(read.uniqueId)] as const
      }),
    ])
  for (const node of Graph.of<ProjectNode>(project.nodes).order) {
    const declared = declaredColumns(node)
    if (declared) slotsOf(node.uniqueId, declared)
    const queried = queryOf(node)
    if (!queried) continue
    const traced = runsOf(node).map((facts): NamedQuery => {
      const tree = queryNode({ name: node.name, query: queried.query }, facts)
      const names = queryNames(tree, inputsOf(node, queried.inputs))
      if (!columns.has(node.uniqueId) && node.resourceType !== 'test')
        slotsOf(node.uniqueId, [...(names.columns?.map(({ name }) => name) ?? contractOf(node)), ...addedColumns(node)])
      return { node, facts, tree, ...names }
    })
    queries.push(...traced)
    const own = columns.get(node.uniqueId) ?? []
    for (const { columns: found } of traced)
      for (const slot of found ?? []) {
        const same = own.find(({ name }) => name === slot.name)
        if (same) slot.link(same)
      }
  }
  return { columns, queries }
}

function declaredColumns(node: ProjectNode): readonly string[] | undefined {
  if (node.resourceType === 'source') return Object.keys(node.definition.columns)
  if (node.resourceType === 'seed' && node.definition.kind === 'seed') return Object.keys(node.definition.columns)
  return undefined
}

function contractOf(node: ProjectNode): readonly string[] {
  return node.resourceType === 'model' && node.definition.kind === 'model'
    ? Object.keys(node.definition.options.contract ?? {})
    : []
}

function addedColumns(node: ProjectNode): readonly string[] {
  return node.resourceType === 'snapshot' && node.definition.kind === 'snapshot'
    ? node.definition.metaColumns.map(({ name }) => name)
    : []
}

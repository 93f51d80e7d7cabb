import { type Diagnostic, DiagnosticsError } from '../../core/errors/index.js'
import { Graph } from '../../core/graph/graph.js'
import type { ReadRelation } from '../../core/plan/plan.js'
import type { Warehouse } from '../../core/ports/warehouse.js'
import { isRelationNode, type ProjectNode } from '../../core/project/nodes/node.js'
import {
  type DescribedSchemas,
  describeRelation,
  type Relation,
  relationKey,
  schemaKey,
} from '../../core/relations/relation.js'
import type { OpenProject } from '../open/open-project.js'
import { withRelations } from '../open/targeted-project.js'
import type { Deferral } from '../state/deferral.js'
import { readRelations } from './read-relations.js'

/** What reads, and where. */
export interface DeferredReads {
  /** The nodes whose queries are compiled, by unique id: they read what they build from each other. */
  readonly selected: ReadonlySet<string>
  /** Other nodes that are read in the target, by unique id: an earlier run has built them. */
  readonly built?: readonly string[] | undefined
  /** Whether the nodes are built; if not, their own rows are read where they are. Default: true. */
  readonly isBuilt?: boolean | undefined
  readonly deferral: Deferral
  /** `undefined` when there is no database yet: then nothing of the target exists. */
  readonly warehouse: Warehouse | undefined
}

/** A project that reads some relations elsewhere. */
export interface DeferredProject {
  readonly opened: OpenProject
  /** The nodes that are read elsewhere, by unique id. */
  readonly deferred: ReadonlySet<string>
}

/**
 * The same project, in which selected nodes read what they do not build where the state has it: if the target does not have it, or always
 * with `favorState`. Sources are read where they are declared, and ephemerals are inlined as they are now. Costs one look at each schema.
 *
 * @throws DiagnosticsError `E_STATE` for a relation that is in neither place.
 */
export async function deferReads(
  opened: OpenProject,
  { selected, built = [], isBuilt = true, deferral, warehouse }: DeferredReads,
): Promise<DeferredProject> {
  const own = new Set([...built, ...(isBuilt ? selected : [])])
  const inputs = inputsOf(opened, selected, own)
  if (inputs.size === 0) return { opened, deferred: new Set() }
  const { favorState, relations } = deferral
  const places = [...inputs.values()].flatMap(({ input: { uniqueId, relation } }) => {
    const other = relations.get(uniqueId)
    return [...(favorState && other ? [] : [relation]), ...(other ? [other] : [])]
  })
  const existing = warehouse && (await describePlaces(warehouse, places))
  const deferred = new Map<string, Relation>()
  const missing: Diagnostic[] = []
  for (const found of inputs.values()) {
    const { uniqueId, relation } = found.input
    const other = relations.get(uniqueId)
    if (!(favorState && other) && isThere(existing, relation)) continue
    if (other && (!existing || isThere(existing, other))) deferred.set(uniqueId, other)
    else if (existing && !(await isOwn(warehouse!, relation, favorState)))
      missing.push(nowhere(found, other, deferral, opened))
  }
  if (missing.length > 0) throw new DiagnosticsError(missing, 'what is read')
  return {
    opened: deferred.size === 0 ? opened : withRelations(opened, new Map([...opened.relations, ...deferred])),
    deferred: new Set(deferred.keys()),
  }
}

/** A relation that is read, and the first node that reads it. */
interface Input {
  readonly input: ReadRelation
  readonly by: ProjectNode
}

/** What selected nodes read and do not build. */
function inputsOf(
  { project, relations }: OpenProject,
  selected: ReadonlySet<string>,
  own: ReadonlySet<string>,
): ReadonlyMap<string, Input> {
  const graph = Graph.of<ProjectNode>(project.nodes)
  const inputs = new Map<string, Input>()
  for (const id of selected) {
    const by = graph.get(id)
    // What is not built is read itself, if it has rows of its own.
    const reader = isRelationNode(by) && !own.has(id) ? { ...by, dependsOn: [id] } : by
    for (const input of readRelations(reader, graph, relations)) {
      const { uniqueId, resourceType } = input
      if (resourceType !== 'source' && !own.has(uniqueId) && !inputs.has(uniqueId)) inputs.set(uniqueId, { input, by })
    }
  }
  return inputs
}

function describePlaces(warehouse: Warehouse, relations: readonly Relation[]): Promise<DescribedSchemas> {
  const schemas = new Map(
    relations.map(({ database, schema }) => [schemaKey({ database, schema }), { database, schema }] as const),
  )
  return warehouse.describe([...schemas.values()])
}

function isThere(existing: DescribedSchemas | undefined, relation: Relation): boolean {
  return existing?.relations.has(relationKey(relation)) ?? false
}

/** With `favorState` the target's own relation was not looked at; it will do where the state's is gone. */
async function isOwn(warehouse: Warehouse, relation: Relation, favorState: boolean): Promise<boolean> {
  return favorState && isThere(await describePlaces(warehouse, [relation]), relation)
}

function nowhere(
  { input: { name, relation }, by }: Input,
  other: Relation | undefined,
  { displayPath }: Deferral,
  { target }: OpenProject,
): Diagnostic {
  const own = describeRelation(relation)
  const where = other
    ? `neither as ${own} nor as ${describeRelation(other)}, where the manifest in ${displayPath} has it`
    : `not as ${own}, and the manifest in ${displayPath} does not have it`
  const isFar = other && other.database.toLowerCase() !== target.database.toLowerCase()
  return {
    code: 'E_STATE',
    message: `"${by.name}" reads "${name}", which is not there: ${where}`,
    hint: `Build it here, too: --select +${by.name}.${
      isFar && target.dialect.capabilities.attachesDatabases
        ? ` The database ${other.database} is read where a target of the configuration has it.`
        : ''
    }`,
    subject: by.name,
    at: by.file,
  }
}

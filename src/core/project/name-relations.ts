import type { Diagnostic } from '../errors/index.js'
import { describeRelation, type Relation, relationKey } from '../ports/relation.js'
import type { BuildableNode, SourceNode } from './node.js'
import { isRelationNode } from './node.js'
import type { Project } from './project.js'
import type { NamingFunction } from './project-config.js'
import { sourceRelation } from './source-relation.js'

/** Where a target puts relations. */
export interface RelationPlace {
  /** The target's name in the project. */
  readonly target: string
  readonly database: string
  readonly schema: string
}

/** The relation of every node that has one, by unique id. */
export type RelationNames = ReadonlyMap<string, Relation>

/** Says where every relation of a project lies in a target. Two nodes in one place are reported. */
export function nameRelations(
  project: Project,
  place: RelationPlace,
  naming: NamingFunction | undefined,
): { readonly relations: RelationNames; readonly problems: readonly Diagnostic[] } {
  const relations = new Map<string, Relation>()
  const owners = new Map<string, SourceNode | BuildableNode>()
  const problems: Diagnostic[] = []
  for (const node of project.nodes) {
    if (!isRelationNode(node)) continue
    const relation =
      node.resourceType === 'source' ? sourceRelation(node.definition, place) : builtRelation(node, place, naming)
    relations.set(node.uniqueId, relation)
    const key = relationKey(relation)
    const owner = owners.get(key)
    if (owner)
      problems.push({
        code: 'E_AMBIGUOUS_NAME',
        message: `"${owner.name}" (${owner.file}) and "${node.name}" (${node.file}) are both ${describeRelation(relation)}`,
        hint: 'Rename one of them, or let the naming function of the project tell them apart.',
        at: node.file,
      })
    else owners.set(key, node)
  }
  return { relations, problems }
}

function builtRelation(node: BuildableNode, place: RelationPlace, naming: NamingFunction | undefined): Relation {
  const relation = Object.freeze({ database: place.database, schema: place.schema, name: node.name })
  if (!naming) return relation
  const { name, resourceType, file, tags } = node
  return Object.freeze({ ...relation, ...naming({ name, resourceType, file, tags, target: place.target, relation }) })
}

import { isPlainObject, kindOf } from '../definitions/options/values/option-checks.js'
import { type Diagnostic, KerrosError } from '../errors/index.js'
import { describeRelation, type Relation, relationKey } from '../relations/relation.js'
import type { BuildableNode, ProjectNode, TestNode } from './nodes/node.js'
import { isRelationNode } from './nodes/node.js'
import type { NamingFunction } from './options/project-config.js'
import { placedRelation } from './placed-relation.js'
import type { Project } from './project.js'
import { sourceRelation } from './source-relation.js'

/** Where a target puts relations. */
export interface RelationPlace {
  /** The target's name in the project. */
  readonly target: string
  readonly database: string
  readonly schema: string
  /** Whether tests store their failing rows that do not say it themselves. */
  readonly storeFailures?: boolean | undefined
}

/** The relation of every node that has one, by unique id. */
export type RelationNames = ReadonlyMap<string, Relation>

/** Names every relation of a project in a target. Two nodes with one relation are reported. */
export function nameRelations(
  project: Project,
  place: RelationPlace,
  naming: NamingFunction | undefined,
): { readonly relations: RelationNames; readonly diagnostics: readonly Diagnostic[] } {
  const relations = new Map<string, Relation>()
  const owners = new Map<string, ProjectNode>()
  const diagnostics: Diagnostic[] = []
  for (const node of project.nodes) {
    const relation = relationOf(node, place, naming)
    if (!relation) continue
    relations.set(node.uniqueId, relation)
    const key = relationKey(relation)
    const owner = owners.get(key)
    if (owner)
      diagnostics.push({
        code: 'E_AMBIGUOUS_NAME',
        message: `"${owner.name}" (${owner.file}) and "${node.name}" (${node.file}) are both ${describeRelation(relation)}`,
        hint: 'Rename one of them, or give one an `alias` or a `schema`.',
        subject: node.file,
        names: [owner.name, node.name],
        at: node.file,
      })
    else owners.set(key, node)
  }
  return { relations, diagnostics }
}

function relationOf(node: ProjectNode, place: RelationPlace, naming: NamingFunction | undefined): Relation | undefined {
  if (node.resourceType === 'source') return sourceRelation(node.definition, place)
  if (isRelationNode(node)) return builtRelation(node, place, naming)
  return node.resourceType === 'test' ? failuresRelation(node, place) : undefined
}

/** The relation of a test's failing rows, in dbt's schema for them; `undefined` for a test that stores none. */
function failuresRelation(node: TestNode, { database, schema, storeFailures }: RelationPlace): Relation | undefined {
  if (!(node.storeFailures ?? storeFailures)) return undefined
  return Object.freeze({ database, schema: `${schema}_dbt_test__audit`, name: node.name })
}

function builtRelation(node: BuildableNode, place: RelationPlace, naming: NamingFunction | undefined): Relation {
  const { name, resourceType, file, tags, options } = node
  const relation = placedRelation(name, options, place)
  if (!naming) return relation
  const { schema: customSchema } = options
  const given = called(
    () => naming({ name, resourceType, file, tags, target: place.target, customSchema, relation }),
    name,
  )
  return Object.freeze({ ...relation, ...checkedNames(given, name) })
}

function called(naming: () => unknown, node: string): unknown {
  try {
    return naming()
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause)
    throw new KerrosError('E_CONFIG', `the naming function of the project throws for "${node}": ${message}`, {
      hint: 'Correct the function in the configuration; --debug shows the stack.',
      names: ['naming'],
      cause,
    })
  }
}

/** tsc is not there to say it: what is no object would be passed over in silence. */
function checkedNames(given: unknown, node: string): Partial<Relation> {
  if (given === undefined) return {}
  const wrong = isPlainObject(given) ? Object.entries(given).find(([, value]) => typeof value !== 'string') : undefined
  if (isPlainObject(given) && !wrong) return given
  const what = wrong ? `${kindOf(wrong[1])} as "${wrong[0]}"` : kindOf(given)
  throw new KerrosError('E_CONFIG', `the naming function of the project returns ${what} for "${node}"`, {
    hint: 'Let it return an object of strings with the parts to change: { name, schema, database }.',
    names: ['naming'],
  })
}

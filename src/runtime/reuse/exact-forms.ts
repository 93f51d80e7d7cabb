import type { RelationDefinition } from '../../core/definitions/definition.js'
import { type BuildableNode, isBuildable, type ProjectNode } from '../../core/project/nodes/node.js'
import { relationKey } from '../../core/relations/relation.js'
import { isDefinitionOnly } from '../../core/relations/relation-traits.js'
import type { NodeForm } from '../../core/state/node-form.js'
import type { SeedRow } from '../../core/steps/materialization.js'
import type { OpenProject } from '../open/open-project.js'
import { digestOf } from '../state/digest-of.js'

/** What decides what a build leaves, besides forms. */
interface ExactInput {
  readonly opened: OpenProject
  /** The rows of seeds, by unique id. */
  readonly seedRows: ReadonlyMap<string, readonly SeedRow[]>
}

/** The forms with all that a build leaves: the rows of seeds as they are stored, and descriptions where the warehouse gets them. */
export function exactForms(
  forms: ReadonlyMap<string, NodeForm>,
  nodes: ReadonlyMap<string, ProjectNode>,
  { opened, seedRows }: ExactInput,
): ReadonlyMap<string, NodeForm> {
  const exact = new Map(forms)
  for (const node of nodes.values()) {
    const form = forms.get(node.uniqueId)
    if (!form || !isBuildable(node)) continue
    const { ofRows, ofStorage } = form.settings
    const rows = seedRows.get(node.uniqueId)
    const settings = {
      ofRows: { ...ofRows, ...(rows && { rows: digestOf(rows) }) },
      ofStorage: {
        ...ofStorage,
        ...(node.options.persistDocs && { descriptions: descriptionsOf(node) }),
        // A view keeps the names of the relations that it reads.
        ...(isDefinitionOnly(form.relationType) && { relations: digestOf(relationsRead(node, nodes, opened)) }),
        ...foreignKeys(node, opened),
      },
    }
    exact.set(node.uniqueId, { ...form, settings })
  }
  return exact
}

/** Where the relations are that the query of a node names, those in its ephemeral models included. */
function relationsRead(
  node: ProjectNode,
  nodes: ReadonlyMap<string, ProjectNode>,
  { relations }: OpenProject,
): readonly (readonly [uniqueId: string, place: string])[] {
  const found = new Map<string, string>()
  const seen = new Set<string>()
  const waiting = [...node.dependsOn]
  for (const id of waiting) {
    if (seen.has(id)) continue
    seen.add(id)
    const read = nodes.get(id)
    const relation = relations.get(id)
    const isInlined = read && isBuildable(read) && read.definition.materialization.relationType === undefined
    if (isInlined) waiting.push(...read.dependsOn)
    else if (relation) found.set(id, relationKey(relation))
  }
  return [...found].sort(([one], [other]) => (one < other ? -1 : 1))
}

function descriptionsOf({ options: { description, columns } }: BuildableNode): string {
  const entries = Object.entries((columns ?? {}) as { readonly [name: string]: { readonly description?: string } })
  return digestOf([description, entries.map(([name, about]) => [name, about?.description])])
}

/** A foreign key names the relation that it references. */
function foreignKeys({ definition }: BuildableNode, { project, relations }: OpenProject): { foreignKeys?: string } {
  const keys = definition.kind === 'model' ? (definition.options.constraints?.foreignKey ?? []) : []
  if (keys.length === 0) return {}
  const places = keys.map(({ to }) => relations.get(project.nodeOf.get(to as RelationDefinition)?.uniqueId ?? ''))
  return { foreignKeys: digestOf(places.map((place) => place && relationKey(place))) }
}

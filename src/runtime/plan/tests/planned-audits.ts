import type { RelationDefinition } from '../../../core/definitions/definition.js'
import type { Graph } from '../../../core/graph/graph.js'
import { isAudited } from '../../../core/project/nodes/is-audited.js'
import type { BuildableNode, ProjectNode, TestNode } from '../../../core/project/nodes/node.js'
import { type Relation, relationKey } from '../../../core/relations/relation.js'
import type { TargetedProject } from '../../open/targeted-project.js'

/** The project of a run, and what of it is built and tested. */
interface SelectedProject {
  readonly targeted: TargetedProject
  readonly selected: ReadonlySet<string>
}

/** Which tests of a run read candidates, and decide whether these are published. */
export class PlannedAudits {
  readonly #graph: Graph<ProjectNode>
  readonly #input: SelectedProject
  /** The tests of each audited node, by unique id. */
  readonly #tests = new Map<string, string[]>()
  readonly #nodeOf = new Map<string, string>()
  /** What a node waits for to be published, besides what it reads. */
  readonly #waitsFor = new Map<string, Set<string>>()
  #taken: ReadonlySet<string> | undefined

  constructor(graph: Graph<ProjectNode>, input: SelectedProject) {
    this.#graph = graph
    this.#input = input
    const audited = graph.order.filter((node) => input.selected.has(node.uniqueId) && isAudited(node))
    if (audited.length === 0) return
    const place = new Map(audited.map(({ uniqueId }, i) => [uniqueId, i]))
    for (const node of graph.order)
      if (node.resourceType === 'test' && input.selected.has(node.uniqueId)) this.#choose(node, place)
  }

  /** Whether a node is built as a candidate. */
  has(id: string): boolean {
    return this.#tests.has(id)
  }

  /** The tests that decide about a node. */
  testsOf(id: string): readonly string[] {
    return this.#tests.get(id) ?? []
  }

  /** The node that a test decides about, if it does. */
  nodeOf(test: string): string | undefined {
    return this.#nodeOf.get(test)
  }

  /** What a test reads in place of the relation that readers see. */
  candidatesOf({ uniqueId }: TestNode): ReadonlyMap<RelationDefinition, Relation> | undefined {
    const id = this.#nodeOf.get(uniqueId)
    if (id === undefined) return undefined
    const { definition } = this.#graph.get(id) as BuildableNode
    return new Map([[definition, candidateOf(this.#input.targeted.relations.get(id)!)]])
  }

  /** Takes a node out again, since this run changes no rows of it: its tests read what readers see. */
  leaveOut(id: string): void {
    for (const test of this.testsOf(id)) this.#nodeOf.delete(test)
    this.#tests.delete(id)
  }

  /** Whether something of the project has a relation's name already. */
  isTaken(relation: Relation): boolean {
    this.#taken ??= new Set([...this.#input.targeted.relations.values()].map(relationKey))
    return this.#taken.has(relationKey(relation))
  }

  /** Whether a node has tests, and none of them is part of the run. */
  isUntested(id: string): boolean {
    const tests = this.#graph.children(id).filter((child) => this.#graph.get(child).resourceType === 'test')
    return tests.length > 0 && !tests.some((test) => this.#input.selected.has(test))
  }

  /** A test decides about the node that it is a test of; one of no node, or that has to run later, about the audited input that is built last. */
  #choose({ uniqueId, dependsOn, testedNode }: TestNode, place: ReadonlyMap<string, number>): void {
    if (testedNode !== undefined && !place.has(testedNode)) return
    const chosen = dependsOn
      .filter((id) => place.has(id))
      .sort((a, b) => Number(b === testedNode) - Number(a === testedNode) || place.get(b)! - place.get(a)!)
      .find((id) => dependsOn.every((other) => other === id || !this.#isAfter(other, id)))
    if (chosen === undefined) return
    const others = this.#waitsFor.get(chosen) ?? new Set()
    for (const other of dependsOn) if (other !== chosen) others.add(other)
    this.#waitsFor.set(chosen, others)
    const tests = this.#tests.get(chosen)
    if (tests) tests.push(uniqueId)
    else this.#tests.set(chosen, [uniqueId])
    this.#nodeOf.set(uniqueId, chosen)
  }

  /** Whether a node is there only after another one was published. */
  #isAfter(id: string, other: string): boolean {
    const seen = new Set([id])
    for (const one of seen)
      for (const before of [...this.#graph.parents(one), ...(this.#waitsFor.get(one) ?? [])]) {
        if (before === other) return true
        seen.add(before)
      }
    return false
  }
}

/** Where the rows of a relation are until they are published, and stay if they are not. */
export function candidateOf({ database, schema, isExact, name }: Relation): Relation {
  return { database, schema, ...(isExact && { isExact }), name: `${name}__kerros_audit` }
}

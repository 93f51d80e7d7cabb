import type { RelationDefinition } from '../../../core/definitions/definition.js'
import { noFacts, type RowFacts } from '../../../core/keys/row-facts.js'
import type { RunFacts } from '../../../core/query/query.js'
import { type HookedRelations, hookedRelations } from '../hooks/hooked-relations.js'
import type { PlanInput } from '../input/plan-input.js'
import { isRebuilt } from '../input/run-state.js'

/**
 * Facts about the rows that a run reads, as far as they are known: only rows that it builds itself, since other rows
 * may come from other queries.
 */
export class BuiltRows {
  readonly #input: PlanInput
  readonly #facts = new Map<RelationDefinition, RowFacts>()
  readonly #hooked: HookedRelations

  constructor(input: PlanInput) {
    this.#input = input
    this.#hooked = hookedRelations(input.targeted.project)
  }

  /** Whether hooks may change the rows of a relation once it is built. */
  isChangedByHooks(definition: RelationDefinition): boolean {
    return this.#hooked.changed.has(definition)
  }

  /** Facts about the rows that a definition's query returns. */
  ofQuery(definition: RelationDefinition, facts: RunFacts): RowFacts {
    if (definition.kind !== 'model' && definition.kind !== 'snapshot') return this.#noFacts(definition)
    if (this.#hooked.withPreHook.has(definition)) return this.#noFacts(definition)
    const { inputs, query } = definition
    const name = this.#input.targeted.project.nodeOf.get(definition)?.name ?? 'a query'
    const subject = { name, inputs, query, definition }
    return this.#input.targeted.compiler.rowFacts(subject, facts, (input) => this.#of(input))
  }

  /** Facts about the rows of a relation by the time the run builds what reads it. */
  #of(definition: RelationDefinition): RowFacts {
    const known = this.#facts.get(definition)
    if (known) return known
    const facts = this.#rebuilt(definition)
    this.#facts.set(definition, facts)
    return facts
  }

  #rebuilt(definition: RelationDefinition): RowFacts {
    const nothing = this.#noFacts(definition)
    if (definition.kind !== 'model' || this.isChangedByHooks(definition)) return nothing
    const { targeted, selected } = this.#input
    const { materialization } = definition
    const node = targeted.project.nodeOf.get(definition)
    const isWhole =
      materialization.relationType === undefined ||
      (node?.resourceType === 'model' && selected.has(node.uniqueId) && isRebuilt(node, this.#input))
    if (!isWhole) return nothing
    const facts = this.ofQuery(definition, { isIncremental: false })
    if (facts.columns === undefined) return nothing
    const key = materialization.checkedKey
    return {
      columns: facts.columns,
      isUnique: (columns) => (key?.every((column) => columns.has(column)) ?? false) || facts.isUnique(columns),
      isNeverNull: (column) => (key?.includes(column) ?? false) || facts.isNeverNull(column),
      // For other rows it is not needed.
      partsOf: () => undefined,
    }
  }

  #noFacts(definition: RelationDefinition): RowFacts {
    return noFacts(this.#input.targeted.compiler.columnsOf(definition))
  }
}

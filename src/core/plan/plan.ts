import type { Diagnostic } from '../errors/index.js'
import type { ResourceType } from '../project/nodes/node.js'
import type { Relation } from '../relations/relation.js'
import type { BuildReason } from '../state/reuse/decision.js'
import type { Step } from '../steps/step.js'

/** One node of a plan: what will be done for it, and what it waits for. */
export interface PlannedNode {
  /** dbt's unique id: `model.shop.customers`. */
  readonly uniqueId: string
  /** The name in the project. */
  readonly name: string
  /** What it is: `model`, `seed`, `snapshot`, `test`, … */
  readonly resourceType: ResourceType
  /** dbt's name of the materialization; `undefined` for tests and sources. */
  readonly materialized: string | undefined
  /** What is built in the warehouse; `undefined` for what leaves no relation. */
  readonly relation: Relation | undefined
  /** Where it is defined, relative to the project's root, with forward slashes. */
  readonly file: string
  /** Unique ids of the plan's nodes that must be done first. */
  readonly waitsFor: readonly string[]
  /** What is done, in order. */
  readonly steps: readonly Step[]
  /** How its rows are tested before readers see them; `undefined` for what is built in its place. */
  readonly audit?: PlannedAudit | undefined
  /** The query in the target's SQL, as a first run sends it; `undefined` for what has none or does not compile. */
  readonly compiledCode: string | undefined
  /** The warehouse that computes it, where the engine has several; `undefined` for the target's. */
  readonly computeWarehouse: string | undefined
  /** The relations that its query reads, ephemerals' inputs in place of ephemerals. */
  readonly reads: readonly ReadRelation[]
  /** Why it is built or asked although what it was before is recorded; `undefined` where nothing is compared. */
  readonly buildReasons?: readonly BuildReason[] | undefined
  /** What is done in place of its steps if no run of some nodes changes a row. */
  readonly unlessChanged?: UnlessChanged | undefined
  /** Whether it starts also when what it waits for has failed: a hook after the run. Default: false. */
  readonly startsAnyway?: boolean | undefined
  /** Why the node cannot be built, found while planning; with any, it fails without a statement being sent. */
  readonly diagnostics: readonly Diagnostic[]
}

/** A node that is only built, or asked, because of what others may change. */
export interface UnlessChanged {
  /** Unique ids of nodes that keep their rows, each of them earlier in the plan. */
  readonly nodes: readonly string[]
  readonly steps: readonly Step[]
}

/** What follows the steps of a node whose rows are tested before readers see them. */
export interface PlannedAudit {
  /** Where its rows are until then. */
  readonly candidate: Relation
  /** Whether there is no relation yet that readers see. */
  readonly isFirst: boolean
  /** Unique ids of the tests that read the candidate; with any that fails, the node is not published. */
  readonly tests: readonly string[]
  /** What publishes the candidate, in order. */
  readonly publish: readonly Step[]
}

/** A relation that a node's query reads. */
export interface ReadRelation {
  readonly uniqueId: string
  readonly name: string
  readonly resourceType: ResourceType
  readonly relation: Relation
}

/** Everything that a run will do, in order. The same object is printed and executed. */
export interface Plan {
  /** The project's name. */
  readonly project: string
  /** The name of the target that is built. */
  readonly target: string
  /** When the run began, in UTC: one value for the whole run. */
  readonly startedAt: Date
  /** Unique to the run; part of the names of temporary relations. */
  readonly runId: string
  /** What happens before the first node. */
  readonly setup: readonly Step[]
  /** The nodes, each after those that it waits for. */
  readonly nodes: readonly PlannedNode[]
}

/** All steps of a node, those that publish it included. */
export function allSteps({ steps, audit }: PlannedNode): readonly Step[] {
  return audit ? [...steps, ...audit.publish] : steps
}

/** Whether a planned node only orders others: a source, an ephemeral. */
export function hasNothingToDo(node: PlannedNode): boolean {
  return node.steps.length === 0 && node.diagnostics.length === 0
}

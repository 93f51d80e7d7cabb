import type { Diagnostic } from '../../core/errors/index.js'
import type { PlannedNode } from '../../core/plan/plan.js'
import type { Warehouse } from '../../core/ports/warehouse.js'
import type { NodeResult, NodeStatus } from '../../core/result/run-result.js'
import type { Threshold } from '../../core/steps/step.js'
import type { StepOutcome } from './step-context.js'

/** The facts that a run found out about a node. */
export interface ResultFacts extends StepOutcome {
  readonly status: NodeStatus
  readonly threshold?: Threshold | undefined
  readonly error?: Diagnostic | undefined
  readonly cause?: string
  readonly startedAt?: Date
  readonly durationMs?: number
  readonly statements?: readonly string[]
  readonly queryIds?: readonly string[]
  readonly thread?: number | undefined
}

/** The result of a node, complete. */
export function nodeResult(node: PlannedNode, warehouse: Warehouse, facts: ResultFacts): NodeResult {
  return {
    uniqueId: node.uniqueId,
    name: node.name,
    resourceType: node.resourceType,
    materialized: node.materialized,
    relationName: node.relation && warehouse.dialect.quoteRelation(node.relation),
    file: node.file,
    at: undefined,
    status: facts.status,
    error: facts.error,
    cause: facts.cause,
    failures: facts.failures,
    unitTest: facts.unitTest,
    threshold: facts.threshold,
    rowsAffected: facts.rowsAffected,
    isUnchanged: facts.isUnchanged ?? false,
    isReused: facts.isReused ?? false,
    hasChangedRows: facts.changesRows ?? false,
    batches: facts.batches,
    notes: facts.notes ?? [],
    startedAt: facts.startedAt ?? new Date(),
    durationMs: facts.durationMs ?? 0,
    statements: facts.statements ?? [],
    queryIds: facts.queryIds ?? [],
    thread: facts.thread,
  }
}

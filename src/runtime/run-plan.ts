import PQueue from 'p-queue'
import { type Diagnostic, KerrosError, toDiagnostics } from '../core/errors/index.js'
import { isSilent, type Plan, type PlannedNode } from '../core/plan/plan.js'
import type { Position, Reporter } from '../core/ports/reporter.js'
import type { Warehouse } from '../core/ports/warehouse.js'
import { isFailure, type NodeResult, type NodeStatus, type RunResult } from '../core/result/run-result.js'
import { runStep, type StepOutcome } from './run-step.js'

export interface RunPlanOptions {
  /** How many nodes may run at once. */
  readonly threads: number
  /** Stop starting nodes after the first failure. */
  readonly failFast?: boolean | undefined
  readonly reporter?: Reporter | undefined
  /** Stops the run: running statements are cancelled, nothing new starts. */
  readonly signal?: AbortSignal | undefined
}

/**
 * Runs a plan over a warehouse. A node starts when everything that it waits for has succeeded; what depends on a failure
 * is skipped, with the cause. A node's failure is a value, never a throw.
 *
 * @throws KerrosError when the setup fails: then nothing was built.
 */
export async function runPlan(plan: Plan, warehouse: Warehouse, options: RunPlanOptions): Promise<RunResult> {
  const began = performance.now()
  options.reporter?.onRunStart?.(plan)
  await runSetup(plan, warehouse, options.signal)
  const nodes = await new PlanRun(plan, warehouse, options).finish()
  const result: RunResult = {
    ok: !nodes.some((node) => isFailure(node.status)),
    target: plan.target,
    runId: plan.runId,
    startedAt: plan.startedAt,
    durationMs: performance.now() - began,
    cancelled: options.signal?.aborted ?? false,
    nodes,
  }
  options.reporter?.onRunEnd?.(result)
  return result
}

async function runSetup(plan: Plan, warehouse: Warehouse, signal: AbortSignal | undefined): Promise<void> {
  if (plan.setup.length === 0) return
  await warehouse.withSession(async (session) => {
    for (const step of plan.setup)
      await runStep(step, { warehouse, session, signal, name: 'setup', onStatement: () => undefined })
  })
}

/** One walk over a plan. */
class PlanRun {
  readonly #plan: Plan
  readonly #warehouse: Warehouse
  readonly #options: RunPlanOptions
  readonly #queue: PQueue
  readonly #results = new Map<string, NodeResult>()
  /** How many nodes each node still waits for. */
  readonly #missing = new Map<string, number>()
  readonly #dependents = new Map<string, PlannedNode[]>()
  readonly #total: number
  #started = 0
  #stopped: 'failure' | undefined

  constructor(plan: Plan, warehouse: Warehouse, options: RunPlanOptions) {
    this.#plan = plan
    this.#warehouse = warehouse
    this.#options = options
    this.#queue = new PQueue({ concurrency: options.threads })
    this.#total = plan.nodes.filter((node) => !isSilent(node)).length
    for (const node of plan.nodes) {
      this.#missing.set(node.uniqueId, node.waitsFor.length)
      for (const id of node.waitsFor) {
        const dependents = this.#dependents.get(id)
        if (dependents) dependents.push(node)
        else this.#dependents.set(id, [node])
      }
    }
  }

  async finish(): Promise<readonly NodeResult[]> {
    for (const node of this.#plan.nodes) if (node.waitsFor.length === 0) this.#begin(node)
    await this.#queue.onIdle()
    return this.#plan.nodes.filter((node) => !isSilent(node)).map((node) => this.#results.get(node.uniqueId)!)
  }

  /** Starts a node for which everything is ready, or settles it without starting. */
  #begin(node: PlannedNode): void {
    const cause = this.#failedBefore(node)
    if (cause) this.#settle(node, result(node, this.#warehouse, { status: 'skipped', cause }))
    else if (isSilent(node)) this.#settle(node, result(node, this.#warehouse, { status: 'success' }))
    // Plan order is the order of priority among nodes that are ready.
    else void this.#queue.add(() => this.#run(node))
  }

  async #run(node: PlannedNode): Promise<void> {
    if (this.#options.signal?.aborted) return this.#settle(node, result(node, this.#warehouse, { status: 'cancelled' }))
    if (this.#stopped)
      return this.#settle(node, result(node, this.#warehouse, { status: 'skipped', cause: 'fail-fast' }))
    const position = { index: ++this.#started, total: this.#total }
    this.#options.reporter?.onNodeStart?.(node, position)
    const ended = await this.#execute(node)
    if (this.#options.failFast && isFailure(ended.status)) this.#stopped = 'failure'
    this.#settle(node, ended, position)
  }

  async #execute(node: PlannedNode): Promise<NodeResult> {
    const startedAt = new Date()
    const began = performance.now()
    const statements: string[] = []
    const done = (facts: ResultFacts): NodeResult =>
      result(node, this.#warehouse, { ...facts, startedAt, durationMs: performance.now() - began, statements })
    if (node.problem) return done({ status: 'error', error: node.problem })
    const { signal } = this.#options
    try {
      const outcome = await this.#warehouse.withSession(async (session) => {
        let found: StepOutcome = {}
        const run = {
          warehouse: this.#warehouse,
          session,
          signal,
          name: node.name,
          onStatement: (sql: string) => statements.push(sql),
        }
        for (const step of node.steps) found = { ...found, ...(await runStep(step, run)) }
        return found
      })
      return done({ ...outcome, status: statusOf(node, outcome) })
    } catch (error) {
      return done({ status: signal?.aborted ? 'cancelled' : 'error', error: nodeError(error, node) })
    }
  }

  #settle(node: PlannedNode, settled: NodeResult, position?: Position): void {
    this.#results.set(node.uniqueId, settled)
    if (!isSilent(node)) {
      this.#options.reporter?.onNodeEnd?.(settled, position ?? { index: ++this.#started, total: this.#total })
    }
    for (const dependent of this.#dependents.get(node.uniqueId) ?? []) {
      const missing = this.#missing.get(dependent.uniqueId)! - 1
      this.#missing.set(dependent.uniqueId, missing)
      if (missing === 0) this.#begin(dependent)
    }
  }

  /** The first failure among what a node waits for. */
  #failedBefore(node: PlannedNode): string | undefined {
    for (const id of node.waitsFor) {
      const before = this.#results.get(id)
      if (before && isFailure(before.status)) return before.cause ?? id
    }
    return undefined
  }
}

interface ResultFacts extends StepOutcome {
  readonly status: NodeStatus
  readonly error?: Diagnostic | undefined
  readonly cause?: string
  readonly startedAt?: Date
  readonly durationMs?: number
  readonly statements?: readonly string[]
}

function result(node: PlannedNode, warehouse: Warehouse, facts: ResultFacts): NodeResult {
  return {
    uniqueId: node.uniqueId,
    name: node.name,
    resourceType: node.resourceType,
    materialized: node.materialized,
    relationName: node.relation && warehouse.dialect.quoteRelation(node.relation),
    file: node.file,
    status: facts.status,
    error: facts.error,
    cause: facts.cause,
    failures: facts.failures,
    rowsAffected: facts.rowsAffected,
    startedAt: facts.startedAt ?? new Date(),
    durationMs: facts.durationMs ?? 0,
    statements: facts.statements ?? [],
  }
}

function statusOf(node: PlannedNode, outcome: StepOutcome): NodeStatus {
  if (node.resourceType !== 'test') return 'success'
  if (!outcome.failures) return 'pass'
  const warns = node.steps.every((step) => step.kind !== 'test' || step.severity === 'warn')
  return warns ? 'warn' : 'fail'
}

/** A defect of kerros fails its node too, so that a run always ends with a result. */
function nodeError(error: unknown, node: PlannedNode): Diagnostic {
  if (error instanceof KerrosError) return toDiagnostics(error, node.file)[0]!
  const message = error instanceof Error ? error.message : String(error)
  return { code: 'E_QUERY', message: `"${node.name}" failed: ${message}`, at: node.file }
}

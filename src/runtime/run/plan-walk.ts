import PQueue from 'p-queue'
import { type Diagnostic, isKerrosError, toDiagnostics } from '../../core/errors/index.js'
import { hasNothingToDo, type Plan, type PlannedNode } from '../../core/plan/plan.js'
import { startRanks, stepsOf } from '../../core/plan/start-ranks.js'
import { testVerdict } from '../../core/plan/test-verdict.js'
import type { SessionUse, StatementResult, Warehouse, WarehouseSession } from '../../core/ports/warehouse.js'
import type { BatchResult } from '../../core/result/batch-result.js'
import type { Position } from '../../core/result/reporter.js'
import { isFailure, type NodeResult } from '../../core/result/run-result.js'
import type { SharedTests, Step } from '../../core/steps/step.js'
import { explainFailure, joinDiagnostics } from '../explain/explain-failure.js'
import { type HeldNode, HeldNodes, unpublished } from './held-nodes.js'
import { joinOutcomes } from './join-outcomes.js'
import { nodeResult, type ResultFacts } from './node-result.js'
import type { RunPlanOptions } from './run-plan-options.js'
import { runStep } from './run-step.js'
import type { StepOutcome } from './step-context.js'
import { sharedTests, TestGroups } from './test-groups.js'

/** One walk over a plan. */
export class PlanWalk {
  readonly #plan: Plan
  readonly #warehouse: Warehouse
  readonly #options: RunPlanOptions
  readonly #queue: PQueue
  readonly #results = new Map<string, NodeResult>()
  /** How many nodes each node still waits for. */
  readonly #missing = new Map<string, number>()
  readonly #dependents = new Map<string, PlannedNode[]>()
  /** Decides which of the ready nodes starts first. */
  readonly #ranks: ReadonlyMap<string, number>
  readonly #groups: TestGroups
  /** Nodes that are built and not published yet. */
  readonly #held: HeldNodes
  readonly #total: number
  /** What a reporter threw. The run goes on without it, and throws at its end. */
  readonly #thrown: unknown[] = []
  /** Numbers of the busy threads, from 1. */
  readonly #threads = new Set<number>()
  #started = 0
  #stopped = false

  constructor(plan: Plan, warehouse: Warehouse, options: RunPlanOptions) {
    this.#plan = plan
    this.#warehouse = warehouse
    this.#options = options
    this.#queue = new PQueue({ concurrency: options.threads })
    this.#ranks = startRanks(plan.nodes, warehouse.dialect.capabilities.isRemote ? stepsOf : undefined)
    this.#groups = new TestGroups(plan.nodes)
    this.#held = new HeldNodes(plan.nodes)
    this.#total = plan.nodes.filter((node) => !hasNothingToDo(node)).length
    for (const node of plan.nodes) {
      this.#missing.set(node.uniqueId, node.waitsFor.length)
      for (const id of node.waitsFor) {
        const dependents = this.#dependents.get(id)
        if (dependents) dependents.push(node)
        else this.#dependents.set(id, [node])
      }
    }
  }

  /** Runs everything. @returns The results of all nodes that do something, in the plan's order. */
  async finish(): Promise<readonly NodeResult[]> {
    this.#begin(this.#plan.nodes.filter((node) => node.waitsFor.length === 0))
    await this.#queue.onIdle()
    if (this.#thrown.length > 0) throw this.#thrown[0]
    return this.#plan.nodes.filter((node) => !hasNothingToDo(node)).map((node) => this.#results.get(node.uniqueId)!)
  }

  /** Starts ready nodes, or settles them without starting, together with what waits for them. */
  #begin(ready: readonly PlannedNode[]): void {
    // A list and not a recursion: a chain of models can be longer than the stack.
    const waiting = [...ready]
    const starting: { readonly nodes: readonly PlannedNode[]; readonly rank: number }[] = []
    for (const node of waiting) {
      const facts = this.#unstarted(node)
      if (facts) waiting.push(...this.#settle(nodeResult(node, this.#warehouse, facts), node))
      const nodes = facts ? this.#groups.dropped(node) : this.#groups.ready(node)
      if (nodes.length > 0)
        starting.push({ nodes, rank: Math.min(...nodes.map((one) => this.#ranks.get(one.uniqueId)!)) })
    }
    // Sorted, because the queue starts the first immediately if it is idle.
    starting.sort((a, b) => a.rank - b.rank)
    for (const { nodes, rank } of starting) void this.#queue.add(() => this.#runAll(nodes), { priority: -rank })
  }

  /** The result of a node that is not started; `undefined` if it is. */
  #unstarted(node: PlannedNode): ResultFacts | undefined {
    // What a test reads may be built, and wait for the test: then there is no result yet.
    const failures = node.waitsFor
      .flatMap((id) => this.#results.get(id) ?? [])
      .filter((result) => isFailure(result.status))
    const before = node.startsAnyway ? failures.filter((failure) => this.#stopsHooks(failure)) : failures
    const failed = before.find((result) => result.status !== 'cancelled')
    if (failed) return { status: 'skipped', cause: failed.cause ?? failed.uniqueId }
    if (before.length > 0) return { status: 'cancelled' }
    return hasNothingToDo(node) ? { status: 'success' } : undefined
  }

  /** Runs a node, or tests that share a statement. */
  async #runAll(nodes: readonly PlannedNode[]): Promise<void> {
    const shared = sharedTests(nodes[0]!)
    const stopped = this.#stoppedFacts(nodes[0]!)
    let thread = 1
    while (this.#threads.has(thread)) thread++
    this.#threads.add(thread)
    try {
      // With fewer tests, the statement would be different.
      if (!stopped && nodes.length > 1 && shared?.tests.length === nodes.length)
        return await this.#runTogether(nodes, shared, thread)
      for (const node of nodes) await this.#run(this.#unlessChanged(node), thread)
    } finally {
      this.#threads.delete(thread)
    }
  }

  /** A node that is left as it is, if nothing of what it hangs on has changed. */
  #unlessChanged(node: PlannedNode): PlannedNode {
    const { unlessChanged } = node
    const isSame = unlessChanged?.nodes.every((id) => this.#results.get(id)?.hasChangedRows === false)
    return unlessChanged && isSame ? { ...node, steps: unlessChanged.steps } : node
  }

  async #run(node: PlannedNode, thread: number): Promise<void> {
    const stopped = this.#stoppedFacts(node)
    if (stopped) return this.#begin(this.#settle(nodeResult(node, this.#warehouse, stopped), node))
    const position = this.#announce(node)
    this.#end(await this.#execute(node, thread), node, position)
  }

  async #runTogether(nodes: readonly PlannedNode[], { sql }: SharedTests, thread: number): Promise<void> {
    const positions = new Map(nodes.map((node) => [node, this.#announce(node)]))
    const startedAt = new Date()
    const began = performance.now()
    const answer = await this.#sharedAnswer(sql, nodes[0]!)
    const queryIds = answer?.queryId === undefined ? [] : [answer.queryId]
    for (const node of nodes) {
      const column = sharedTests(node)!.column
      const failures = answer?.rows[0]?.[column]
      const facts = { failures: Number(failures), startedAt, durationMs: performance.now() - began, queryIds, thread }
      const ended =
        failures !== undefined
          ? nodeResult(node, this.#warehouse, { ...facts, ...verdictOf(node, facts), statements: [sql] })
          : await this.#execute(node, thread)
      this.#end(ended, node, positions.get(node)!)
    }
  }

  /** What a statement for several tests returns; `undefined` if it failed, so that each has to be run alone. */
  async #sharedAnswer(sql: string, node: PlannedNode): Promise<StatementResult | undefined> {
    const { signal } = this.#options
    try {
      return await this.#warehouse.withSession((session) => session.execute(sql, { signal }), this.#use(node))
    } catch {
      return undefined
    }
  }

  #use({ uniqueId, computeWarehouse, steps }: PlannedNode): SessionUse {
    const { project, runId } = this.#plan
    const isForThisOnly = changesSession(steps)
    return { tag: { app: 'kerros', project, invocation: runId, node: uniqueId }, computeWarehouse, isForThisOnly }
  }

  /** What keeps a hook after the run from starting: a stopped run, or a hook of its own list that failed. */
  #stopsHooks({ status, uniqueId }: NodeResult): boolean {
    return status === 'cancelled' || this.#plan.nodes.some((node) => node.uniqueId === uniqueId && node.startsAnyway)
  }

  /** What is known so far, in the plan's order. */
  #known(): readonly NodeResult[] {
    return this.#plan.nodes
      .filter((node) => !hasNothingToDo(node))
      .flatMap(({ uniqueId }) => this.#results.get(uniqueId) ?? [])
  }

  #stoppedFacts({ startsAnyway }: PlannedNode): ResultFacts | undefined {
    if (this.#options.signal?.aborted) return { status: 'cancelled' }
    return this.#stopped && !startsAnyway ? { status: 'skipped', cause: 'fail-fast' } : undefined
  }

  #announce(node: PlannedNode): Position {
    const position = { index: ++this.#started, total: this.#total }
    this.#tell(() => this.#options.reporter?.onNodeStart?.(node, position))
    return position
  }

  #end(ended: NodeResult, node: PlannedNode, position: Position): void {
    if (this.#options.failFast && isFailure(ended.status)) this.#stopped = true
    if (!node.audit || ended.status !== 'success') return this.#begin(this.#settle(ended, node, position))
    this.#held.hold({ node, built: ended, position })
    this.#begin(this.#freed(node, (dependent) => this.#held.isTestOf(dependent.uniqueId, node.uniqueId)))
  }

  /** Publishes a node whose tests are done, if they have passed. */
  async #publish({ node, built, position }: HeldNode): Promise<void> {
    const tests = node.audit!.tests.map((id) => this.#results.get(id)!)
    const facts = unpublished(node, tests, this.#warehouse.dialect) ?? this.#stoppedFacts(node)
    const { error } = facts ?? {}
    const at = this.#options.places?.definition(node.uniqueId) ?? node.file
    const ended: NodeResult = facts
      ? { ...built, status: facts.status, cause: facts.cause, error: error && { ...error, at } }
      : joined(built, await this.#execute({ ...node, steps: node.audit!.publish }, built.thread ?? 1))
    if (this.#options.failFast && isFailure(ended.status)) this.#stopped = true
    this.#begin(this.#settle(ended, node, position))
  }

  async #execute(node: PlannedNode, thread: number): Promise<NodeResult> {
    const startedAt = new Date()
    const began = performance.now()
    const sent = { statements: [] as string[], queryIds: [] as string[], thread }
    const done = (facts: ResultFacts): NodeResult =>
      nodeResult(node, this.#warehouse, { ...facts, ...sent, startedAt, durationMs: performance.now() - began })
    if (node.diagnostics.length > 0) return done({ status: 'error', error: joinDiagnostics(node.diagnostics) })
    const { signal, lease } = this.#options
    // Without a session, which may cost a statement.
    if (node.steps.length > 0 && node.steps.every(({ kind }) => kind === 'reuse'))
      return done({ isReused: true, ...(node.resourceType === 'test' && { failures: 0 }), ...verdictOf(node, {}) })
    try {
      if (node.resourceType === 'unit_test') return done(await this.#runUnitTest(node))
      if (node.resourceType !== 'test' || node.relation) await lease?.ensure()
      const outcome = await this.#warehouse.withSession(async (session) => {
        let found: StepOutcome = {}
        const run = {
          warehouse: this.#warehouse,
          session,
          signal,
          sessions: {
            count: this.#options.threads,
            use: <T>(work: (other: WarehouseSession) => Promise<T>) =>
              this.#warehouse.withSession(work, this.#use(node)),
          },
          name: node.name,
          onBatch: (batch: BatchResult, position: Position) =>
            this.#tell(() => this.#options.reporter?.onBatchEnd?.(node, batch, position)),
          onStatement: (sql: string) => sent.statements.push(sql),
          onQueryId: (id: string) => sent.queryIds.push(id),
          stepsOfResults: (index: number) => this.#options.stepsOfResults?.(index, this.#known()) ?? [],
        }
        for (const step of node.steps) {
          found = joinOutcomes(found, await runStep(step, run))
          // What comes after the batches is for a table that is right.
          if (found.batchError !== undefined) break
        }
        return found
      }, this.#use(node))
      if (outcome.batchError !== undefined) return done({ ...outcome, ...(await this.#failedBatches(outcome, node)) })
      return done({ ...outcome, ...verdictOf(node, outcome) })
    } catch (error) {
      if (signal?.aborted) return done({ status: 'cancelled' })
      return done({ status: 'error', error: await this.#explained(error, node) })
    }
  }

  /** Runs a unit test: without a session, so that the target notices nothing of it. */
  async #runUnitTest({ uniqueId }: PlannedNode): Promise<ResultFacts> {
    const unitTest = await this.#options.runUnitTest!(uniqueId)
    const { ok, missing, unexpected, different } = unitTest
    const failures = missing.length + unexpected.length + different.length
    return { status: ok ? 'pass' : 'fail', failures, unitTest }
  }

  /** How a node ended of whose batches some have failed. */
  async #failedBatches(
    { batches = [], batchError }: StepOutcome,
    node: PlannedNode,
  ): Promise<Pick<ResultFacts, 'status' | 'error'>> {
    const failed = batches.filter(({ status }) => status === 'error').map(({ name }) => name)
    const error = await this.#explained(batchError, node)
    const [first, ...others] = failed
    const and = others.length === 0 ? '' : `; also ${listed(others)}`
    const isRest = node.steps.some((step) => step.kind === 'batches' && step.isRest)
    return {
      status: isRest || batches.some(({ status }) => status === 'success') ? 'partial success' : 'error',
      error: { ...error, message: `batch ${first} failed: ${error.message}${and}` },
    }
  }

  /** Why a node failed, with the line: of the column that the engine cannot find, of the query, or of the definition. */
  async #explained(error: unknown, node: PlannedNode): Promise<Diagnostic> {
    const { definedColumns, places } = this.#options
    // What rejects a unit test is not the target: its errors are explained where it runs.
    const isInMemory = node.resourceType === 'unit_test' && isKerrosError(error)
    const found = isInMemory
      ? joinDiagnostics(toDiagnostics(error, node.file))
      : await explainFailure(error, node, this.#warehouse, definedColumns)
    if (isInMemory) return { ...found, at: places?.definition(node.uniqueId) ?? found.at }
    if (found.at !== node.file) return found
    if (found.code !== 'E_QUERY' || !isKerrosError(error))
      return { ...found, at: places?.definition(node.uniqueId) ?? found.at }
    const column = this.#warehouse.dialect.unknownColumn(error.message)
    return { ...found, at: places?.query(node.uniqueId, column) ?? found.at }
  }

  /** Records how a node ended. @returns The nodes that were waiting only for it. */
  #settle(ended: NodeResult, node: PlannedNode, position?: Position): readonly PlannedNode[] {
    const settled = this.#placed(ended)
    this.#results.set(node.uniqueId, settled)
    if (!hasNothingToDo(node)) {
      const at = position ?? { index: ++this.#started, total: this.#total }
      this.#tell(() => this.#options.reporter?.onNodeEnd?.(settled, at))
    }
    const held = this.#held.ended(node.uniqueId)
    if (held) void this.#queue.add(() => this.#publish(held), { priority: -this.#ranks.get(held.node.uniqueId)! })
    const isFree = (test: PlannedNode): boolean =>
      this.#held.has(node.uniqueId) && this.#held.isTestOf(test.uniqueId, node.uniqueId)
    return this.#freed(node, (dependent) => !isFree(dependent))
  }

  /** Of what waits for a node, that which now waits for nothing else. */
  #freed(node: PlannedNode, which: (dependent: PlannedNode) => boolean): readonly PlannedNode[] {
    return (this.#dependents.get(node.uniqueId) ?? []).filter(which).filter((dependent) => {
      const missing = this.#missing.get(dependent.uniqueId)! - 1
      this.#missing.set(dependent.uniqueId, missing)
      return missing === 0
    })
  }

  /** A result with the place of its node, where a reader has to look at that. */
  #placed(ended: NodeResult): NodeResult {
    const { uniqueId, status, notes, file } = ended
    const isToSee =
      status === 'partial success' || status === 'fail' || status === 'warn' || status === 'error' || notes.length > 0
    return isToSee ? { ...ended, at: this.#options.places?.definition(uniqueId) ?? file } : ended
  }

  #tell(report: () => void): void {
    try {
      report()
    } catch (error) {
      this.#thrown.push(error)
    }
  }
}

function changesSession(steps: readonly Step[]): boolean {
  return steps.some(
    (step) =>
      (step.kind === 'hook' && step.changesSession) || (step.kind === 'transaction' && changesSession(step.steps)),
  )
}

/** The result of a node that was built and then published. */
function joined(built: NodeResult, published: NodeResult): NodeResult {
  return {
    ...built,
    status: published.status,
    error: published.error,
    notes: [...built.notes, ...published.notes],
    durationMs: built.durationMs + published.durationMs,
    statements: [...built.statements, ...published.statements],
    queryIds: [...built.queryIds, ...published.queryIds],
  }
}

function verdictOf(
  node: PlannedNode,
  { failures }: StepOutcome,
): Pick<ResultFacts, 'status' | 'threshold' | 'rowsAffected'> {
  const rule = node.steps.find((step) => step.kind === 'test')
  // What is stored of a test are not rows that it wrote for others.
  if (rule) return { ...testVerdict(rule, failures ?? 0), rowsAffected: undefined }
  return { status: node.resourceType === 'test' ? 'pass' : 'success' }
}

/** Names in a message: the first few, and how many more. */
function listed(names: readonly string[]): string {
  const first = names.slice(0, 5).join(', ')
  return names.length > 5 ? `${first} and ${names.length - 5} more` : first
}

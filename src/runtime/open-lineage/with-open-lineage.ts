import { randomUUID } from 'node:crypto'
import { type OpenLineageEvent, RunEvents } from '../../artifacts/index.js'
import { isKerrosError, KerrosError } from '../../core/errors/index.js'
import type { Lineage } from '../../core/lineage/lineage.js'
import type { Plan, PlannedNode } from '../../core/plan/plan.js'
import type { Reporter } from '../../core/result/reporter.js'
import { type DescribePlan, describingOnce } from '../artifacts/describe-plan.js'
import { lineageOf } from '../lineage/lineage.js'
import type { OpenProject } from '../open/open-project.js'
import type { PlanCommand } from '../select/command-scope.js'
import { EventQueue } from './event-queue.js'
import type { OpenLineageOptions } from './open-lineage-options.js'
import { transportOf } from './transport.js'

/** What came of the work, and why events about it are missing. */
export interface WithOpenLineage<T> {
  readonly outcome: T
  /** `E_OPENLINEAGE` if an event could not be sent. The work itself is not affected. */
  readonly unsent: KerrosError | undefined
}

/** What runs, and who hears of it. */
export interface ObservedRun {
  readonly command: PlanCommand
  readonly opened: OpenProject
  readonly reporter: Reporter | undefined
  /** Describes the project. Default: a description of its own. */
  readonly describe?: DescribePlan | undefined
}

/**
 * Runs a command, and sends OpenLineage events of it as it happens. Without options it only runs it.
 *
 * @param work Runs the command, with the reporter that it gets.
 */
export async function withOpenLineage<T>(
  options: OpenLineageOptions | undefined,
  observed: ObservedRun,
  work: (reporter: Reporter | undefined) => Promise<T>,
): Promise<WithOpenLineage<T>> {
  const { reporter } = observed
  if (!options) return { outcome: await work(reporter), unsent: undefined }
  const observer = new Observer(options, observed)
  try {
    const outcome = await work(observer.reporter)
    return { outcome, unsent: await observer.ended() }
  } catch (error) {
    observer.failed(error)
    await observer.ended()
    throw error
  }
}

type MakeEvent = (events: RunEvents) => OpenLineageEvent

/** Hears what a run does, passes it on, and makes events of it. */
class Observer {
  readonly reporter: Reporter
  readonly #options: OpenLineageOptions
  readonly #observed: ObservedRun
  readonly #queue: EventQueue
  /** The command's run, and those of the nodes that have begun. */
  readonly #runId = randomUUID()
  readonly #begun = new Map<string, { readonly planned: PlannedNode; readonly runId: string }>()
  #events: Promise<RunEvents> | undefined
  #hasEnded = false

  constructor(options: OpenLineageOptions, observed: ObservedRun) {
    this.#options = options
    this.#observed = observed
    this.#queue = new EventQueue(transportOf(options, observed.opened.root))
    const { reporter } = observed
    this.reporter = {
      ...reporter,
      onRunStart: (plan) => {
        reporter?.onRunStart?.(plan)
        this.#events = this.#prepare(plan)
        this.#send(this.#runId, (events) => events.commandStart(plan.startedAt))
      },
      onNodeStart: (planned, position) => {
        reporter?.onNodeStart?.(planned, position)
        // It reads and writes nothing of the target.
        if (planned.resourceType === 'unit_test') return
        const begun = { planned, runId: randomUUID() }
        const at = new Date()
        this.#begun.set(planned.uniqueId, begun)
        this.#send(begun.runId, (events) => events.nodeStart(planned, begun.runId, at))
      },
      onNodeEnd: (result, position) => {
        reporter?.onNodeEnd?.(result, position)
        const begun = this.#begun.get(result.uniqueId)
        if (begun) this.#send(begun.runId, (events) => events.nodeEnd(begun.planned, result, begun.runId))
      },
      onRunEnd: (result) => {
        reporter?.onRunEnd?.(result)
        this.#hasEnded = true
        const at = new Date()
        this.#sendLast((events) => events.commandEnd(result, at))
      },
    }
  }

  /** The command has ended without a result. */
  failed(error: unknown): void {
    if (!this.#events || this.#hasEnded) return
    const message = isKerrosError(error) ? error.message : 'kerros has a bug'
    const at = new Date()
    this.#sendLast((events) => events.commandFailed(at, message))
  }

  /** Waits until everything is sent. */
  ended(): Promise<KerrosError | undefined> {
    return this.#queue.ended()
  }

  #send(runId: string, event: MakeEvent): void {
    const events = this.#events
    if (events) this.#queue.add(runId, async () => event(await events))
  }

  #sendLast(event: MakeEvent): void {
    const events = this.#events
    if (events) this.#queue.addLast(this.#runId, async () => event(await events))
  }

  async #prepare(plan: Plan): Promise<RunEvents> {
    const { opened, command, describe = describingOnce(opened) } = this.#observed
    const { jobNamespace, parent, root } = this.#options
    const { target, targetName } = opened
    const naming = await target.datasetNaming?.(opened.root)
    if (!naming) throw new KerrosError('E_OPENLINEAGE', `the target "${targetName}" has no names for data catalogs`)
    const project = await describe(plan)
    const lineage = lineageUnlessBroken(opened)
    const run = { runId: this.#runId, command, target: targetName, jobNamespace, parent, root }
    return new RunEvents({ ...run, project, lineage, naming })
  }
}

/** The build itself says which query throws. */
function lineageUnlessBroken(opened: OpenProject): Lineage | undefined {
  try {
    return lineageOf(opened)
  } catch (error) {
    if (isKerrosError(error)) return undefined
    throw error
  }
}

import type { Diagnostic } from '../../core/errors/index.js'
import { counted, quotedNames } from '../../core/errors/wording.js'
import type { PlannedNode } from '../../core/plan/plan.js'
import type { Position } from '../../core/result/reporter.js'
import { isFailure, type NodeResult } from '../../core/result/run-result.js'
import type { SqlDialect } from '../../core/steps/sql-dialect.js'
import type { ResultFacts } from './node-result.js'

/** A node that is built and not published yet. */
export interface HeldNode {
  readonly node: PlannedNode
  readonly built: NodeResult
  readonly position: Position
}

/** Nodes whose candidates are built, until their tests are done. */
export class HeldNodes {
  readonly #auditedBy = new Map<string, PlannedNode>()
  readonly #open = new Map<string, number>()
  readonly #held = new Map<string, HeldNode>()

  constructor(nodes: readonly PlannedNode[]) {
    for (const node of nodes) {
      if (!node.audit) continue
      this.#open.set(node.uniqueId, node.audit.tests.length)
      for (const test of node.audit.tests) this.#auditedBy.set(test, node)
    }
  }

  /** Keeps a node whose candidate is built. */
  hold(held: HeldNode): void {
    this.#held.set(held.node.uniqueId, held)
  }

  /** Whether a node is a test that reads the candidate of another one. */
  isTestOf(test: string, id: string): boolean {
    return this.#auditedBy.get(test)?.uniqueId === id
  }

  /** Whether the candidate of a node was built, so that its tests have started. */
  has(id: string): boolean {
    return this.#held.has(id)
  }

  /** @returns The held node that has no more tests to wait for, now that one has ended. */
  ended(test: string): HeldNode | undefined {
    const node = this.#auditedBy.get(test)
    if (!node) return undefined
    const open = this.#open.get(node.uniqueId)! - 1
    this.#open.set(node.uniqueId, open)
    return open === 0 ? this.#held.get(node.uniqueId) : undefined
  }
}

/**
 * Why a node is not published, by the results of its tests; `undefined` if it is. A test that could not run says nothing for the rows,
 * so they are not published either.
 */
export function unpublished(
  { name, file, relation, audit }: PlannedNode,
  tests: readonly NodeResult[],
  { quoteRelation }: SqlDialect,
): ResultFacts | undefined {
  const failed = tests.filter(({ status }) => status === 'fail' || status === 'error')
  if (failed.length > 0) {
    const published = quoteRelation(relation!)
    const now = audit!.isFirst ? `There is no ${published} yet.` : `Readers of ${published} see its rows from before.`
    const error: Diagnostic = {
      code: 'E_AUDIT',
      message: `"${name}" was not published: ${counted(failed.length, 'test')} failed: ${quotedNames(failed.map((test) => test.name))}`,
      hint: `${now} The rejected rows are in ${quoteRelation(audit!.candidate)} until the next build.`,
      subject: name,
      at: file,
    }
    return { status: 'error', error }
  }
  const other = tests.find(({ status }) => isFailure(status))
  if (!other) return undefined
  return other.status === 'cancelled'
    ? { status: 'cancelled' }
    : { status: 'skipped', cause: other.cause ?? other.uniqueId }
}

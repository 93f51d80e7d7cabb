import { hookList } from '../../../core/definitions/hooks/hook-list.js'
import { compileDatabase } from '../../../core/nodes/compile-database.js'
import type { BuildableNode } from '../../../core/project/nodes/node.js'
import type { Step } from '../../../core/steps/step.js'
import type { PlanInput } from '../input/plan-input.js'
import { compiledStatements } from './compiled-statements.js'
import { inOnePiece } from './in-one-piece.js'

/** The hooks of a node that run in its transaction, and those that run outside of it. */
interface HookSteps {
  readonly inside: readonly Step[]
  readonly outside: readonly Step[]
}

/**
 * The steps of a node with its hooks around them: pre-hooks outside of the transaction, those inside, the node's own steps, post-hooks
 * inside, those outside. Where the engine has no transaction for all of that, they run one after the other in the same order.
 */
export function withHooks(node: BuildableNode, steps: readonly Step[], input: PlanInput): readonly Step[] {
  return aroundSteps(node, { steps }, input).steps
}

/**
 * The same for a node whose rows are tested between the steps that build and those that publish them: pre-hooks go before the former,
 * post-hooks after the latter.
 */
export function aroundAudit(node: BuildableNode, parts: Required<NodeSteps>, input: PlanInput): Required<NodeSteps> {
  return { publish: [], ...aroundSteps(node, parts, input) }
}

/** The steps of a node, and those that publish what they have built where that is another step. */
export interface NodeSteps {
  readonly steps: readonly Step[]
  readonly publish?: readonly Step[]
}

function aroundSteps(node: BuildableNode, { steps, publish }: NodeSteps, input: PlanInput): NodeSteps {
  const { dialect } = input
  if (!input.facts)
    return { steps: inOnePiece(steps, dialect), ...(publish && { publish: inOnePiece(publish, dialect) }) }
  const isOnePiece = steps.every(({ kind }) => kind !== 'batches')
  const before = hookSteps(node, 'pre-hook', { input, isOnePiece })
  const after = hookSteps(node, 'post-hook', { input, isOnePiece })
  if (publish)
    return {
      steps: [...before.outside, ...inOnePiece([...before.inside, ...steps], dialect)],
      publish: [...inOnePiece([...publish, ...after.inside], dialect), ...after.outside],
    }
  const built = inOnePiece([...before.inside, ...steps, ...after.inside], dialect)
  return { steps: [...before.outside, ...built, ...after.outside] }
}

/** What is sent of a hook: its label, whether it is in the transaction, its SQL. */
export interface CompiledHook {
  readonly label: string
  readonly transaction: boolean
  readonly sql: string
  readonly changesSession: boolean
}

const OPTIONS = { 'pre-hook': 'preHook', 'post-hook': 'postHook' } as const

/**
 * The statements of a node's hooks, in order.
 *
 * @throws DiagnosticsError with everything that is wrong with one of them.
 */
export function compiledHooks(
  node: BuildableNode,
  when: keyof typeof OPTIONS,
  { targeted, dialect, facts }: Pick<PlanInput, 'targeted' | 'dialect' | 'facts'>,
): readonly CompiledHook[] {
  const { name, file, definition, uniqueId } = node
  const hooks = hookList(node.options[OPTIONS[when]])
  return hooks.flatMap((hook, i) => {
    const label = hooks.length === 1 ? when : `${when} ${i + 1} of ${hooks.length}`
    const subject = {
      label: `the ${label} of "${name}"`,
      name,
      file,
      inputs: { ...hook.inputs, this: definition },
      make: () => hook.statements(compileDatabase, { ...facts, this: targeted.relations.get(uniqueId)! }),
    }
    return compiledStatements(subject, targeted, dialect).map((statement) => ({
      ...statement,
      label,
      transaction: hook.transaction,
    }))
  })
}

/** @param isOnePiece Whether the node's own steps are one transaction: batches are committed by themselves. */
function hookSteps(
  node: BuildableNode,
  when: keyof typeof OPTIONS,
  { input, isOnePiece }: { readonly input: PlanInput; readonly isOnePiece: boolean },
): HookSteps {
  const { supportsTransactionalDdl } = input.dialect.capabilities
  const steps = compiledHooks(node, when, input).map(({ label, transaction, sql, changesSession }) => {
    const isUndone = transaction && supportsTransactionalDdl && isOnePiece
    const hint = isUndone
      ? 'Nothing of the node was kept. A statement that cannot be in a transaction: hook({}, …, { transaction: false }).'
      : when === 'pre-hook'
        ? 'The relation was not built.'
        : isOnePiece
          ? 'The relation was built, and stays.'
          : 'The batches that were computed stay, and are complete: the next run does not compute them again.'
    return {
      transaction,
      step: { kind: 'hook', hook: `${label} of "${node.name}"`, sql, changesSession, hint } as const,
    }
  })
  return {
    inside: steps.filter(({ transaction }) => transaction).map(({ step }) => step),
    outside: steps.filter(({ transaction }) => !transaction).map(({ step }) => step),
  }
}

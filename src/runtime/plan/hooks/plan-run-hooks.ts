import type { Hook, StatementFacts } from '../../../core/definitions/hooks/hook.js'
import type { HookResult, RunEndFacts } from '../../../core/definitions/hooks/run-hook.js'
import { toDiagnostics } from '../../../core/errors/index.js'
import { compileDatabase } from '../../../core/nodes/compile-database.js'
import { hasNothingToDo, type PlannedNode } from '../../../core/plan/plan.js'
import { schemaKey } from '../../../core/relations/relation.js'
import type { NodeResult } from '../../../core/result/run-result.js'
import type { SqlDialect } from '../../../core/steps/sql-dialect.js'
import type { Step } from '../../../core/steps/step.js'
import type { TargetedProject } from '../../open/targeted-project.js'
import { compiledStatements } from './compiled-statements.js'

/** The hooks around a run, and where they are written. */
export interface RunHooksInput {
  readonly targeted: TargetedProject
  readonly dialect: SqlDialect
  readonly facts: StatementFacts
  readonly hooks: { readonly start: readonly Hook[]; readonly end: readonly Hook[] }
  /** The configuration, relative to the project's root. */
  readonly file: string
}

/**
 * The nodes of a plan with the project's hooks around them: everything waits for those before the run, and those after it wait for
 * everything, and start also when that has failed. Each is a node of its own, as in dbt. A plan that does nothing has none.
 */
export function withRunHooks(nodes: readonly PlannedNode[], input: RunHooksInput): readonly PlannedNode[] {
  const { start, end } = input.hooks
  if (start.length + end.length === 0 || nodes.every(hasNothingToDo)) return nodes
  const first = start.map((hook, i) => operation(hook, { when: 'start', index: i }, input))
  const chained = first.map((node, i) => ({ ...node, waitsFor: first.slice(0, i).slice(-1).map(idOf) }))
  const last = chained.slice(-1).map(idOf)
  const waiting = nodes.map((node) => (node.waitsFor.length > 0 ? node : { ...node, waitsFor: last }))
  const schemas = writtenSchemas(nodes)
  const after = end.map((hook, i) => operation(hook, { when: 'end', index: i, schemas }, input))
  const all = [...chained, ...waiting].map(idOf)
  return [
    ...chained,
    ...waiting,
    ...after.map((node, i) => ({
      ...node,
      startsAnyway: true,
      waitsFor: [...all, ...after.slice(0, i).slice(-1).map(idOf)],
    })),
  ]
}

/** The steps of a hook after the run, once its results are known. */
export function resultsHookSteps(
  index: number,
  results: readonly NodeResult[],
  schemas: RunEndFacts['schemas'],
  input: RunHooksInput,
): readonly Step[] {
  const facts = { ...input.facts, schemas, results: results.map(hookResult) }
  return hookSteps(input.hooks.end[index]!, { when: 'end', index }, facts, input)
}

/** The schemas that a plan writes to, each once. */
export function writtenSchemas(nodes: readonly PlannedNode[]): RunEndFacts['schemas'] {
  const found = new Map<string, { readonly database: string; readonly schema: string }>()
  for (const { relation, steps } of nodes) {
    if (!relation || steps.length === 0) continue
    const { database, schema } = relation
    found.set(schemaKey(relation), { database, schema })
  }
  return [...found.values()]
}

/** The hooks around a run as nodes of a plan, without what they wait for. */
export function runHookNodes(input: RunHooksInput): {
  readonly start: readonly PlannedNode[]
  readonly end: readonly PlannedNode[]
} {
  const { start, end } = input.hooks
  return {
    start: start.map((hook, index) => operation(hook, { when: 'start', index }, input)),
    end: end.map((hook, index) => operation(hook, { when: 'end', index }, input)),
  }
}

interface RunHookPlace {
  readonly when: 'start' | 'end'
  readonly index: number
  readonly schemas?: RunEndFacts['schemas']
}

function operation(hook: Hook, place: RunHookPlace, input: RunHooksInput): PlannedNode {
  const project = input.targeted.project.name
  const name = `${project}-on-run-${place.when}-${place.index}`
  const base = {
    uniqueId: `operation.${project}.${name}`,
    name,
    resourceType: 'operation' as const,
    materialized: undefined,
    relation: undefined,
    file: input.file,
    waitsFor: [],
    compiledCode: undefined,
    computeWarehouse: undefined,
    reads: [],
  }
  try {
    const steps = place.when === 'start' ? hookSteps(hook, place, input.facts, input) : endSteps(hook, place, input)
    return { ...base, steps, diagnostics: [] }
  } catch (error) {
    return { ...base, steps: [], diagnostics: toDiagnostics(error, input.file, name) }
  }
}

/** The steps of a hook after the run. One that asks for the results is called again when they are known. */
function endSteps(hook: Hook, place: RunHookPlace, input: RunHooksInput): readonly Step[] {
  let asksForResults = false
  const facts = {
    ...input.facts,
    schemas: place.schemas ?? [],
    get results(): readonly HookResult[] {
      asksForResults = true
      return []
    },
  }
  try {
    const steps = hookSteps(hook, place, facts, input)
    if (!asksForResults) return steps
  } catch (error) {
    // Without results it may well throw.
    if (!asksForResults) throw error
  }
  return [{ kind: 'resultsHook', hook: labelOf(place, input), index: place.index }]
}

function hookSteps(hook: Hook, place: RunHookPlace, facts: StatementFacts, input: RunHooksInput): readonly Step[] {
  const { targeted, dialect, file } = input
  const label = labelOf(place, input)
  const subject = {
    label: `the ${label} hook`,
    name: label,
    file,
    inputs: hook.inputs,
    make: () => hook.statements(compileDatabase, facts),
  }
  const hint = place.when === 'start' ? 'Nothing was built.' : 'What was built stays.'
  return compiledStatements(subject, targeted, dialect).map(({ sql, changesSession }) => ({
    kind: 'hook',
    hook: label,
    sql,
    changesSession,
    hint,
  }))
}

function labelOf({ when, index }: RunHookPlace, { hooks }: RunHooksInput): string {
  const { length } = hooks[when]
  return length === 1 ? `on-run-${when}` : `on-run-${when} ${index + 1} of ${length}`
}

function hookResult(result: NodeResult): HookResult {
  const { uniqueId, name, resourceType, status, error, failures, rowsAffected, startedAt, durationMs } = result
  return {
    uniqueId,
    name,
    resourceType,
    status,
    message: error?.message ?? null,
    failures: failures ?? null,
    rowsAffected: rowsAffected ?? null,
    startedAt,
    durationMs,
  }
}

function idOf({ uniqueId }: PlannedNode): string {
  return uniqueId
}

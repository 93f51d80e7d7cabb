import type { OperationNode } from 'kysely'
import type { Columns } from '../../core/columns/index.js'
import type { ModelOptions } from '../../core/definitions/options/model-options.js'
import { ownValue } from '../../core/definitions/options/own-value.js'
import type { OutputColumn } from '../../core/infer/output-column.js'
import { type BuildableNode, isBuildable, type ProjectNode, type TestNode } from '../../core/project/node.js'
import type { RelationSettings } from '../../core/relations/relation-settings.js'
import type { Step } from '../../core/steps/step.js'
import { refuseReplacing } from '../../materializations/refuse-replacing.js'
import { batchInput } from './batch-input.js'
import type { BuiltRows } from './built-rows.js'
import { modelConstraints } from './model-constraints.js'
import { withHooks } from './plan-hooks.js'
import type { PlanInput } from './plan-input.js'
import { restoredForeignKeys } from './restored-foreign-keys.js'
import { runState } from './run-state.js'
import { beforeRebuilt, sampleChange } from './sample-change.js'

/** The plan for one node. */
export interface NodePlan {
  readonly steps: readonly Step[]
  /** The query of a first run in the target's SQL, with complete names; `undefined` if the node has no query. */
  readonly compiledCode: string | undefined
}

/**
 * Plans one node.
 *
 * @throws KerrosError if the node cannot be compiled or built.
 */
export function planNode(node: ProjectNode, input: PlanInput, rows: BuiltRows): NodePlan {
  return isBuildable(node) ? buildablePlan(node, input, rows) : { steps: [], compiledCode: undefined }
}

function buildablePlan(node: BuildableNode, input: PlanInput, rows: BuiltRows): NodePlan {
  const { dialect } = input
  const { definition, name, file, uniqueId } = node
  const { compiler, relations } = input.targeted
  const relation = relations.get(uniqueId)!
  const compiled = definition.kind === 'seed' ? undefined : { inputs: definition.inputs, query: definition.query }
  const subject = compiled && { ...compiled, name, file, definition, self: relation }
  // Compiled once here, so that errors show even if the materialization does not ask for the query.
  const full = subject && compiler.compile(subject)
  const incremental =
    subject && definition.materialization.hasIncrementalQuery
      ? compiler.compile(subject, { isIncremental: true })
      : undefined
  const both = full && dialect.compileBoth(full.node)
  const compiledCode = both?.complete
  if (definition.materialization.relationType === undefined) return { steps: [], compiledCode }
  const columns: readonly OutputColumn[] = compiler.columnsOf(definition) ?? full?.columns ?? []
  const state = runState(node, input)
  const { existing } = state
  refuseReplacing(name, existing, definition.materialization, columns)
  const { materialization } = definition
  if (
    compiled &&
    input.targeted.readsNothing &&
    // What was computed of nothing must not count as computed.
    (materialization.recordsIntervals || (existing && !materialization.rebuilds?.(state)))
  )
    return { steps: [kept('--empty')], compiledCode }
  const sample = compiled && input.targeted.sample?.text
  const isRest = input.batches?.only?.get(uniqueId)?.isRest ?? false
  const change = compiled && sampleChange(materialization, state, { sample, isRest })
  if (change === 'kept') return { steps: [kept('--sample')], compiledCode }
  const isRebuilt = change === 'rebuilt'
  const steps = definition.materialization.plan({
    name,
    relation,
    ...state,
    ...(isRebuilt && { existing: undefined }),
    columns,
    contract: definition.kind === 'model' ? (definition.options.contract as Columns | undefined) : undefined,
    constraints: modelConstraints(definition, input, rows.isChangedByHooks(definition)),
    settings: { ...relationSettings(node.options, columns), sample },
    computeWarehouse: input.dialect.computeWarehouses?.namedBy({ ...node.options }),
    select: (facts) =>
      facts.batch ? compiler.ofBatch(subject!, facts) : (facts.isIncremental ? incremental! : full!).node,
    selectSql: ({ isIncremental }) => (isIncremental ? dialect.compile(incremental!.node) : both!.sql),
    ofRun: (expression) => compiler.expression(expression),
    touchedGroups: incremental?.touchedGroups ?? [],
    leftOut: () => incremental?.leftOut() ?? { bySelf: false, byValues: [] },
    rowFacts: (facts) => rows.ofQuery(definition, facts),
    dialect,
    batches:
      definition.kind === 'model' && definition.materialization.recordsIntervals
        ? batchInput(definition, { uniqueId, relation }, input.targeted, input.batches)
        : undefined,
    startedAt: input.startedAt,
    runId: input.runId,
    seedRows: input.seedRows.get(uniqueId) ?? [],
  })
  const all = isRebuilt ? [...beforeRebuilt({ relation, existing }, sample), ...steps] : steps
  return { steps: [...withHooks(node, all, input), ...restoredForeignKeys(node, input)], compiledCode }
}

/** What keeps its rows: without the others to read, a strategy might take them for gone. */
const kept = (option: string): Step => ({
  kind: 'note',
  message: `left as it is: with ${option}, nothing is done to a table that keeps its rows`,
  hint: `Run it without ${option}.`,
})

/** The query that returns the failing rows of a test. */
export function failingRows(
  { name, file, inputs, query, namedColumns }: TestNode,
  { targeted }: PlanInput,
): OperationNode {
  return targeted.compiler.compile({ name, file, inputs, query, namedColumns }).node
}

/** A definition's options for storing its relation. */
function relationSettings(
  options: Omit<ModelOptions<any>, 'contract' | 'constraints'>,
  columns: readonly OutputColumn[],
): RelationSettings {
  const { clusterBy, transient, copyGrants, secure, grants, persistDocs, description } = options
  const { rowAccessPolicy, maskingPolicies, snowflakeTags, dataRetentionDays } = options
  const described = options.columns as { readonly [name: string]: { readonly description?: string } } | undefined
  return {
    clusterBy: clusterBy === undefined ? undefined : ([clusterBy].flat() as string[]),
    transient,
    copyGrants,
    secure,
    grants,
    persistDocs,
    rowAccessPolicy,
    maskingPolicies: maskingPolicies as RelationSettings['maskingPolicies'],
    snowflakeTags,
    dataRetentionDays,
    description,
    columns: columns.map(({ name, type }) => ({ name, type, description: ownValue(described, name)?.description })),
  }
}

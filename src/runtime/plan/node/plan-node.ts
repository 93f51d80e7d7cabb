import type { OperationNode } from 'kysely'
import type { Columns } from '../../../core/columns/index.js'
import type { ModelOptions } from '../../../core/definitions/options/model-options.js'
import { ownValue } from '../../../core/definitions/options/values/own-value.js'
import type { OutputColumn } from '../../../core/infer/output-column.js'
import type { PlannedAudit } from '../../../core/plan/plan.js'
import { isAudited } from '../../../core/project/nodes/is-audited.js'
import { type BuildableNode, isBuildable, type ProjectNode, type TestNode } from '../../../core/project/nodes/node.js'
import { relationKey } from '../../../core/relations/relation.js'
import type { RelationSettings } from '../../../core/relations/relation-settings.js'
import type { Step } from '../../../core/steps/step.js'
import { refuseReplacing } from '../../../materializations/refuse-replacing.js'
import { aroundAudit, withHooks } from '../hooks/plan-hooks.js'
import { batchInput } from '../input/batch-input.js'
import type { PlanInput } from '../input/plan-input.js'
import { runState } from '../input/run-state.js'
import { auditedSteps, type BuildPlace, candidatePlace, changesRows, dropCandidate } from './audited-plan.js'
import type { BuiltRows } from './built-rows.js'
import { modelConstraints } from './model-constraints.js'
import { restoredForeignKeys } from './restored-foreign-keys.js'
import { beforeRebuilt, sampleChange } from './sample-change.js'

/** The plan for one node. */
export interface NodePlan {
  readonly steps: readonly Step[]
  /** How its rows are tested before readers see them, if they are. */
  readonly audit?: PlannedAudit | undefined
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

/** Builds a node in its place, or as a candidate that its tests read first. */
function buildablePlan(node: BuildableNode, input: PlanInput, rows: BuiltRows): NodePlan {
  const { uniqueId } = node
  const { audits, targeted, existing } = input
  const relation = targeted.relations.get(uniqueId)!
  const published = { relation, existing: existing.relations.get(relationKey(relation)) }
  const restored = (): readonly Step[] => restoredForeignKeys(node, input)
  if (audits?.has(uniqueId)) {
    const settings = relationSettings(node.options, [])
    const place = candidatePlace({ node, published, settings }, input)
    const { steps, compiledCode } = nodeSteps(node, input, rows, { published, place })
    if (changesRows(steps)) {
      const parts = auditedSteps({ node, published, settings }, place, steps, input)
      const { steps: built, publish } = aroundAudit(node, parts, input)
      const audit: PlannedAudit = {
        candidate: place.relation,
        isFirst: published.existing === undefined,
        tests: audits.testsOf(uniqueId),
        publish: [...publish, ...restored()],
      }
      return { steps: built, audit, compiledCode }
    }
    audits.leaveOut(uniqueId)
  }
  const { steps, compiledCode } = nodeSteps(node, input, rows, { published, place: published })
  if (steps.length === 0) return { steps, compiledCode }
  const isChanged = changesRows(steps)
  const untested = isChanged && isAudited(node) && audits?.isUntested(uniqueId) ? [untestedNote(node.name)] : []
  const all = [...steps, ...untested, ...(isChanged ? dropCandidate(relation, input) : [])]
  return { steps: [...withHooks(node, all, input), ...restored()], compiledCode }
}

function untestedNote(name: string): Step {
  return {
    kind: 'note',
    message: `"${name}" was built in its place, because none of its tests is part of this run`,
    hint: 'kerros build tests new rows before readers see them.',
  }
}

/** The relation that readers see, and where the run writes. */
interface NodePlaces {
  readonly published: BuildPlace
  readonly place: BuildPlace
}

/** The steps that write a node's rows, without its hooks. */
function nodeSteps(
  node: BuildableNode,
  input: PlanInput,
  rows: BuiltRows,
  { published, place }: NodePlaces,
): Pick<NodePlan, 'steps' | 'compiledCode'> {
  const { dialect } = input
  const { definition, name, file, uniqueId } = node
  const { compiler } = input.targeted
  const { relation, existing } = place
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
  refuseReplacing(name, published.existing, definition.materialization, columns)
  const { materialization } = definition
  if (
    compiled &&
    input.targeted.readsNothing &&
    // What was computed of nothing must not count as computed.
    (materialization.recordsIntervals || (published.existing && !materialization.rebuilds?.(state)))
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
    existing: isRebuilt ? undefined : existing,
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
    hasSeedRows: input.storedSeeds?.has(uniqueId),
    seedRows: input.seedRows.get(uniqueId) ?? [],
  })
  return { steps: isRebuilt ? [...beforeRebuilt({ relation, existing }, sample), ...steps] : steps, compiledCode }
}

/** What keeps its rows: without the others to read, a strategy might take them for gone. */
const kept = (option: string): Step => ({
  kind: 'note',
  message: `left as it is: with ${option}, nothing is done to a table that keeps its rows`,
  hint: `Run it without ${option}.`,
})

/** The query that returns the failing rows of a test. */
export function failingRows(node: TestNode, { targeted, audits }: PlanInput): OperationNode {
  const { name, file, inputs, query, namedColumns } = node
  const candidates = audits?.candidatesOf(node)
  return targeted.compiler.compile({ name, file, inputs, query, namedColumns, candidates }).node
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

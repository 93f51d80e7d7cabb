import type { OperationNode } from 'kysely'
import { toDiagnostics } from '../../core/errors/index.js'
import { Graph } from '../../core/graph/graph.js'
import { addTestEdges } from '../../core/graph/test-edges.js'
import type { Plan, PlannedNode, ReadRelation } from '../../core/plan/plan.js'
import { testSql } from '../../core/plan/shared-test-sql.js'
import type { ProjectNode } from '../../core/project/nodes/node.js'
import { isBuildable } from '../../core/project/nodes/node.js'
import { intervalLedger, LEDGER_COLUMNS } from '../../core/relations/interval-ledger.js'
import { describeRelation, type Relation, relationKey, schemaKey } from '../../core/relations/relation.js'
import { isDefinitionOnly } from '../../core/relations/relation-traits.js'
import type { Decision } from '../../core/state/reuse/decision.js'
import type { SqlDialect } from '../../core/steps/sql-dialect.js'
import type { Step } from '../../core/steps/step.js'
import { createLedger } from '../../materializations/statement/create-ledger.js'
import { inOnePiece } from './hooks/in-one-piece.js'
import type { PlanInput } from './input/plan-input.js'
import { BuiltRows } from './node/built-rows.js'
import { createMeasurements, measuredSteps } from './node/measured-steps.js'
import { failingRows, planNode } from './node/plan-node.js'
import { refuseSampled } from './node/sample-change.js'
import { readRelations } from './read-relations.js'
import { PlannedAudits } from './tests/planned-audits.js'
import { shareTests } from './tests/share-tests.js'
import { storedFailures } from './tests/store-failures.js'

/** Makes the plan of a run. Pure: a node that cannot be planned becomes a node that fails. */
export function buildPlan(given: PlanInput): Plan {
  const { project } = given.targeted
  const graph = Graph.of(project.nodes)
  const audits = new PlannedAudits(graph, given)
  for (const [id, { kind }] of given.decisions ?? []) if (kind !== 'build') audits.leaveOut(id)
  const input = { ...given, audits }
  const ordered = withTestEdges(graph, input.selected).orderedSubgraph(input.selected)
  const context = { graph, input, rows: new BuiltRows(input) }
  const planned = ordered.order.map((node) =>
    reusedNode(plannedNode(node, ordered.parents(node.uniqueId), context), input.decisions?.get(node.uniqueId)),
  )
  const failing = new Map(planned.flatMap(({ node, failing }) => (failing ? [[node.uniqueId, failing] as const] : [])))
  const nodes = shareTests(
    planned.map(({ node }) => node),
    { graph: ordered, audits },
    failing,
    input.dialect,
  )
  return {
    project: project.name,
    target: input.targetName,
    startedAt: input.startedAt,
    runId: input.runId,
    setup: [...schemaSteps(nodes, input.existing.schemas), ...ledgerSteps(nodes, input)],
    nodes,
  }
}

/** Without builds, there is nothing for a failing test to stop: every test runs, as in `dbt test`. */
function withTestEdges(graph: Graph<ProjectNode>, selected: ReadonlySet<string>): Graph<ProjectNode> {
  const isTest = (node: ProjectNode): boolean => node.resourceType === 'test'
  return [...selected].every((id) => isTest(graph.get(id))) ? graph : addTestEdges(graph, isTest)
}

/** What all nodes of a plan are planned with. */
interface PlanContext {
  readonly graph: Graph<ProjectNode>
  readonly input: PlanInput
  readonly rows: BuiltRows
}

/** A planned node, and for a test the query of its failing rows. */
interface Planned {
  readonly node: PlannedNode
  readonly failing?: OperationNode
}

function plannedNode(node: ProjectNode, waitsFor: readonly string[], { graph, input, rows }: PlanContext): Planned {
  const base = {
    uniqueId: node.uniqueId,
    name: node.name,
    resourceType: node.resourceType,
    materialized: isBuildable(node) ? node.materialized : undefined,
    relation: input.targeted.relations.get(node.uniqueId),
    file: node.file,
    waitsFor,
    compiledCode: undefined,
    computeWarehouse: undefined,
    reads: readRelations(node, graph, input.targeted.relations),
  }
  try {
    if (node.resourceType !== 'test') {
      if (isBuildable(node)) refuseSampled(node.name, base.reads, input)
      const { steps, audit, compiledCode } = planNode(node, input, rows)
      const warehouse = computeWarehouse(node, steps, input.dialect)
      const noted = [...attachedReads(node, base.reads, input), ...steps]
      return { node: { ...base, steps: noted, audit, compiledCode, computeWarehouse: warehouse, diagnostics: [] } }
    }
    const query = failingRows(node, input)
    const { severity, warnIf, errorIf } = node
    const rule = { kind: 'test', severity, warnIf, errorIf, shared: undefined } as const
    const compiledCode = input.dialect.compileBoth(query).complete
    if (node.history)
      return { node: { ...base, steps: measuredSteps(node, query, input), compiledCode, diagnostics: [] } }
    const { relation } = base
    if (relation) {
      const existing = input.existing.relations.get(relationKey(relation))
      const isOfCandidate = input.audits?.nodeOf(node.uniqueId) !== undefined
      const { store, sql } = storedFailures(node, query, { relation, existing, isOfCandidate }, input.dialect)
      const steps = [...inOnePiece([store], input.dialect), { ...rule, sql }]
      return { node: { ...base, steps, compiledCode, diagnostics: [] } }
    }
    const sql = testSql(query, input.dialect)
    return { node: { ...base, steps: [{ ...rule, sql }], compiledCode, diagnostics: [] }, failing: query }
  } catch (error) {
    return { node: { ...base, steps: [], diagnostics: toDiagnostics(error, node.file, node.name) } }
  }
}

const REUSE: readonly Step[] = [{ kind: 'reuse' }]

/** A planned node, left as it is where that was decided. One that cannot be planned fails all the same. */
function reusedNode(planned: Planned, decision: Decision | undefined): Planned {
  const { node } = planned
  if (!decision || node.diagnostics.length > 0) return planned
  switch (decision.kind) {
    case 'build':
      return { ...planned, node: { ...node, buildReasons: decision.reasons } }
    case 'unlessChanged':
      // Alone, since others of its statement are asked in any case.
      return { node: { ...node, unlessChanged: { nodes: decision.nodes, steps: REUSE } } }
    case 'reuse':
      return { node: { ...node, steps: REUSE, audit: undefined, computeWarehouse: undefined } }
    default:
      return decision satisfies never
  }
}

/** A note of a view over a database that is attached for this run: it cannot be read without. */
function attachedReads(
  node: ProjectNode,
  reads: readonly ReadRelation[],
  { dialect, deferred = new Set(), targeted }: PlanInput,
): readonly Step[] {
  const type = isBuildable(node) ? node.definition.materialization.relationType : undefined
  // What has rows of its own has them already.
  if (!isDefinitionOnly(type)) return []
  const { database } = targeted.relations.get(node.uniqueId)!
  const far = reads.find(({ uniqueId, relation }) => deferred.has(uniqueId) && relation.database !== database)
  if (!far || !dialect.capabilities.attachesDatabases) return []
  return [
    {
      kind: 'note',
      message: `reads ${describeRelation(far.relation)}: the view works only where the database ${far.relation.database} is attached`,
      hint: `Build "${far.name}" in this target too, or make a table of "${node.name}".`,
    },
  ]
}

/** The warehouse that a node names; `undefined` if nothing is sent, since choosing it would cost a statement. */
function computeWarehouse(node: ProjectNode, steps: readonly Step[], dialect: SqlDialect): string | undefined {
  const named = isBuildable(node) ? dialect.computeWarehouses?.namedBy({ ...node.options }) : undefined
  return named !== undefined && steps.some((step) => dialect.render(step).length > 0) ? named : undefined
}

/** Makes the records that are missing: of complete intervals, and of what tests have measured. */
function ledgerSteps(nodes: readonly PlannedNode[], { existing, dialect }: PlanInput): readonly Step[] {
  const inBatches = nodes.flatMap(({ relation, steps }) =>
    relation && steps.some((step) => step.kind === 'batches') ? [intervalLedger(relation.database)] : [],
  )
  const measured = nodes.flatMap(({ resourceType, steps }) =>
    resourceType === 'test' ? steps.flatMap((step) => (step.kind === 'remember' ? [step.relation] : [])) : [],
  )
  const records = [
    ...missing(inBatches, existing).map((ledger) => ({ ledger, sql: createLedger(ledger, LEDGER_COLUMNS, dialect) })),
    ...missing(measured, existing).map((ledger) => ({ ledger, sql: createMeasurements(ledger, dialect) })),
  ]
  const schemas = new Map(records.map(({ ledger }) => [schemaKey(ledger), ledger]))
  return [
    ...[...schemas].flatMap(([key, { database, schema }]) =>
      existing.schemas.has(key) ? [] : [{ kind: 'createSchema', database, schema } as const],
    ),
    ...records.map(({ ledger, sql }) => ({ kind: 'remember', relation: ledger, sql }) as const),
  ]
}

function missing(ledgers: readonly Relation[], { relations }: PlanInput['existing']): readonly Relation[] {
  return [...new Map(ledgers.map((ledger) => [relationKey(ledger), ledger]))].flatMap(([key, ledger]) =>
    relations.has(key) ? [] : [ledger],
  )
}

/** Creates only the missing schemas of the plan's relations: a role may lack the right to create existing ones. */
function schemaSteps(nodes: readonly PlannedNode[], there: ReadonlySet<string>): readonly Step[] {
  const schemas = new Map<string, Step>()
  for (const { relation, steps, resourceType } of nodes) {
    if (!relation || steps.length === 0 || resourceType === 'source') continue
    const { database, schema } = relation
    const key = schemaKey(relation)
    if (!there.has(key)) schemas.set(key, { kind: 'createSchema', database, schema })
  }
  return [...schemas.values()]
}

import { KerrosError, toDiagnostics } from '../../core/errors/index.js'
import type { Plan, PlannedNode } from '../../core/plan/plan.js'
import type { Warehouse } from '../../core/ports/warehouse.js'
import { type BuildableNode, isBuildable } from '../../core/project/nodes/node.js'
import {
  type DescribedSchemas,
  describeRelation,
  type ExistingRelation,
  type Relation,
  relationKey,
  schemaKey,
} from '../../core/relations/relation.js'
import type { Grants } from '../../core/relations/relation-settings.js'
import type { Step } from '../../core/steps/step.js'
import type { OpenProject } from '../open/open-project.js'
import type { Deferral } from '../state/deferral.js'
import { inOnePiece } from './hooks/in-one-piece.js'

/** What is cloned, and from where. */
export interface CloneInput {
  readonly opened: OpenProject
  /** Unique ids of the nodes. */
  readonly selected: ReadonlySet<string>
  readonly deferral: Deferral
  /** What exists in the target. */
  readonly existing: DescribedSchemas
  /** Whether relations that exist are replaced. */
  readonly fullRefresh: boolean
  readonly startedAt: Date
  readonly runId: string
}

/**
 * The plan of `kerros clone`: a relation of the target for each one of the state. A table becomes a table without copying rows where the
 * engine can do that; all else is a view over the state's relation.
 *
 * @param warehouse `undefined` when there is no database yet: then what the state has is not looked at.
 */
export async function clonePlan(input: CloneInput, warehouse: Warehouse | undefined): Promise<Plan> {
  const { opened, selected, deferral, existing, startedAt, runId } = input
  const nodes = opened.project.nodes.filter(isBuildable).filter(({ uniqueId }) => selected.has(uniqueId))
  const places = nodes.flatMap(({ uniqueId }) => deferral.relations.get(uniqueId) ?? [])
  const schemas = new Map(places.map(({ database, schema }) => [schemaKey({ database, schema }), { database, schema }]))
  const there = warehouse && schemas.size > 0 ? await warehouse.describe([...schemas.values()]) : undefined
  const planned = nodes
    .filter(({ definition }) => definition.materialization.relationType !== undefined)
    .map((node) => plannedClone(node, input, there))
  const made = new Map(
    planned.flatMap(({ relation, steps }) =>
      relation && steps.some(({ kind }) => kind !== 'note' && kind !== 'keepRelation')
        ? [[schemaKey(relation), relation] as const]
        : [],
    ),
  )
  const setup = [...made].flatMap(([key, { database, schema }]): readonly Step[] =>
    existing.schemas.has(key) ? [] : [{ kind: 'createSchema', database, schema }],
  )
  return { project: opened.project.name, target: opened.targetName, startedAt, runId, setup, nodes: planned }
}

function plannedClone(node: BuildableNode, input: CloneInput, there: DescribedSchemas | undefined): PlannedNode {
  const { uniqueId, name, resourceType, materialized, file } = node
  const base = {
    uniqueId,
    name,
    resourceType,
    materialized,
    file,
    relation: input.opened.relations.get(uniqueId),
    waitsFor: [],
    compiledCode: undefined,
    computeWarehouse: undefined,
    reads: [],
  }
  try {
    return { ...base, steps: cloneSteps(node, input, there), diagnostics: [] }
  } catch (error) {
    return { ...base, steps: [], diagnostics: toDiagnostics(error, file, name) }
  }
}

function cloneSteps(
  node: BuildableNode,
  { opened, deferral, existing: ofTarget, fullRefresh }: CloneInput,
  there: DescribedSchemas | undefined,
): readonly Step[] {
  const { dialect } = opened.target
  const relation = opened.relations.get(node.uniqueId)!
  const from = deferral.relations.get(node.uniqueId)
  if (!from) return [left(`the manifest in ${deferral.displayPath} does not have it`, 'Build it here.')]
  if (relationKey(from) === relationKey(relation))
    return [left(`it is the relation of the state itself, ${describeRelation(from)}`, 'Name another target.')]
  const existing = ofTarget.relations.get(relationKey(relation))
  if (existing && !fullRefresh) return [{ kind: 'keepRelation', relation }]
  refuseRows(node.name, existing)
  const like = there?.relations.get(relationKey(from))
  if (there && !like)
    throw new KerrosError(
      'E_STATE',
      `${describeRelation(from)}, where the manifest in ${deferral.displayPath} has "${node.name}", is not there`,
      { hint: 'Name a state whose relations exist.', subject: node.name },
    )
  const replaces = existing?.type
  if (dialect.capabilities.clonesTables && (like === undefined || isTable(like))) {
    const { transient } = dialect.settingsOf({ transient: node.options.transient })
    const { grants = {} } = dialect.settingsOf({ grants: node.options.grants })
    const drop: readonly Step[] =
      replaces === undefined || isTable(existing)
        ? []
        : [{ kind: 'dropRelation', type: replaces, relation, temporary: false }]
    const isTransient = transient ?? node.resourceType !== 'snapshot'
    const known: ExistingRelation = like ?? { type: 'table', columns: [] }
    const clone: Step = { kind: 'cloneTable', relation, from, like: known, transient: isTransient, copiesGrants: false }
    return [...drop, clone, ...granted(relation, grants)]
  }
  const select = `select * from ${dialect.quoteRelation(from)}`
  const settings = { grants: node.options.grants }
  const view: Step = { kind: 'createView', relation, select, replaces, settings }
  return [...attached(from, relation, opened), ...inOnePiece([view], dialect)]
}

/** The grants that the definition gives: a clone has none of the state's. */
function granted(relation: Relation, grant: Grants): readonly Step[] {
  if (Object.keys(grant).length === 0) return []
  return [{ kind: 'applySettings', relation, type: 'table', comment: undefined, columns: [], grant, revoke: {} }]
}

function isTable(existing: ExistingRelation | undefined): boolean {
  return existing?.type === 'table'
}

function left(message: string, hint: string): Step {
  return { kind: 'note', message: `not cloned: ${message}`, hint }
}

/** A view over a database that is attached for this run cannot be read without. */
function attached(from: Relation, relation: Relation, { target }: OpenProject): readonly Step[] {
  if (!target.dialect.capabilities.attachesDatabases || from.database === relation.database) return []
  return [
    {
      kind: 'note',
      message: `reads ${describeRelation(from)}: the view works only where the database ${from.database} is attached`,
      hint: 'Use a schema of the same file, or build what you need.',
    },
  ]
}

/** Rows of a model with `fullRefresh: false` are never replaced. */
function refuseRows(name: string, existing: ExistingRelation | undefined): void {
  if (existing?.mark?.keeps !== 'rows') return
  throw new KerrosError(
    'E_CHANGED_IDENTITY',
    `the rows of "${name}" were stored with fullRefresh: false, and are never replaced`,
    {
      hint: 'Nothing was written. Drop the table yourself, if a clone shall be there.',
      subject: name,
    },
  )
}

import type { PlannedNode } from '../../src/core/plan/plan.js'
import { type ExistingRelation, relationKey } from '../../src/core/relations/relation.js'
import type { SeedRow } from '../../src/core/steps/materialization.js'
import type { SqlDialect } from '../../src/core/steps/sql-dialect.js'
import type { Step } from '../../src/core/steps/step.js'
import { buildPlan } from '../../src/runtime/plan/build-plan.js'
import { compilePlaces, type DialectName } from '../../src/testing/compile-places.js'
import { definitionsWithin } from '../../src/testing/definitions-within.js'
import { testingProject } from '../../src/testing/testing-project.js'

export interface PlanSettings {
  /** Default: the one of the engine's name. */
  readonly dialect?: SqlDialect
  /** What is in the warehouse, by the names of definitions. */
  readonly existing?: { readonly [name: string]: ExistingRelation }
  readonly fullRefresh?: boolean
  readonly seedRows?: readonly SeedRow[]
  /** The time that `now()` is. Default: that of unit tests. */
  readonly now?: Date
}

/** Definitions of which `m` is planned. */
export type Planned = { readonly m: unknown; readonly [name: string]: unknown }

/** Plans the definition `m`, without an engine. What it reads is not built by the run. */
export function plannedNode(engine: DialectName, definitions: Planned, settings: PlanSettings = {}): PlannedNode {
  const place = compilePlaces[engine]
  const { dialect = place.dialect, existing = {}, fullRefresh = false, seedRows = [] } = settings
  const targeted = testingProject(
    definitionsWithin(definitions as never, definitions, () => false),
    place,
    {},
  )
  if (settings.now) targeted.clock.start(settings.now)
  const { nodes } = targeted.project
  const ids = new Map(nodes.map(({ name, uniqueId }) => [name, uniqueId]))
  const id = ids.get('m')!
  const keyOf = (name: string) => relationKey(targeted.relations.get(ids.get(name)!)!)
  const plan = buildPlan({
    targeted,
    dialect,
    targetName: 'dev',
    selected: new Set([id]),
    existing: {
      relations: new Map(Object.entries(existing).map(([name, relation]) => [keyOf(name), relation])),
      schemas: new Set(),
    },
    seedRows: new Map([[id, seedRows]]),
    fullRefresh,
    startedAt: new Date('2024-01-01T00:00:00Z'),
    runId: 'run',
  })
  return plan.nodes.find(({ name }) => name === 'm')!
}

/** The steps of `m`, those of transactions and attempts in their place. @throws when it cannot be planned. */
export function plannedSteps(engine: DialectName, definitions: Planned, settings: PlanSettings = {}): readonly Step[] {
  const { steps, diagnostics } = plannedNode(engine, definitions, settings)
  if (diagnostics.length > 0) throw new Error(JSON.stringify(diagnostics))
  return steps.flatMap(flat)
}

function flat(step: Step): readonly Step[] {
  return step.kind === 'transaction' || step.kind === 'attempt' ? step.steps.flatMap(flat) : [step]
}

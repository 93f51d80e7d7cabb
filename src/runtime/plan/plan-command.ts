import type { FailedBatches } from '../../core/batches/failed-batches.js'
import type { Interval } from '../../core/batches/interval.js'
import { sampleWindow } from '../../core/batches/sample.js'
import type { StatementFacts } from '../../core/definitions/hooks/hook.js'
import { KerrosError } from '../../core/errors/index.js'
import type { Plan } from '../../core/plan/plan.js'
import type { Warehouse } from '../../core/ports/warehouse.js'
import { isBuildable, type ProjectNode, type ResourceType } from '../../core/project/nodes/node.js'
import { type ReuseMode, reuseOf } from '../../core/project/options/reuse-mode.js'
import type { UnitTestNode } from '../../core/project/project.js'
import { intervalLedger } from '../../core/relations/interval-ledger.js'
import { measurements } from '../../core/relations/measurements.js'
import { type DescribedSchemas, type Relation, schemaKey } from '../../core/relations/relation.js'
import type { Decision } from '../../core/state/reuse/decision.js'
import type { SeedRow } from '../../core/steps/materialization.js'
import { placedDiagnostics, placesOf } from '../explain/placed-diagnostics.js'
import type { OpenProject, OpenProjectOptions } from '../open/open-project.js'
import { configPath } from '../places/config-path.js'
import { commandScope, type PlanCommand } from '../select/command-scope.js'
import { type NamedNodes, selectFor } from '../select/select-for.js'
import type { SelectionOptions } from '../select/selection-options.js'
import { type DeferOptions, type Deferral, readDeferral } from '../state/deferral.js'
import { buildPlan } from './build-plan.js'
import { checkSample } from './check-sample.js'
import { clonePlan } from './clone-plan.js'
import { deferReads } from './defer-reads.js'
import { type EventTimeOptions, eventTimeWindow } from './event-time-window.js'
import { type RunHooksInput, withRunHooks } from './hooks/plan-run-hooks.js'
import { readIntervals } from './read-intervals.js'
import { readSeeds } from './seeds/read-seeds.js'
import { storedSeeds } from './seeds/stored-seeds.js'
import { withUnitTests } from './tests/plan-unit-tests.js'

/** The options that decide what a command works on. */
export interface PlanCommandOptions extends SelectionOptions, NamedNodes, EventTimeOptions {
  /** Only nodes of these types, of those that the command works on. Default: all of them. */
  readonly resourceTypes?: readonly ResourceType[] | undefined
  /** Whether incremental models are built again from all rows, dbt's `--full-refresh`. Default: false. */
  readonly fullRefresh?: boolean | undefined
  /** Reads what is not built here where an earlier state has it, dbt's `--defer`. Default: everything is read in the target. */
  readonly defer?: DeferOptions | undefined
  /** Nodes that were built before and are read in the target, by unique id, although they are not selected again. */
  readonly built?: readonly string[] | undefined
  /** Whether what would come out the same is left as it is. Default: as the project says, and `off` if it says nothing. */
  readonly reuse?: ReuseMode | undefined
  /** Whether everything is built although `reuse` is on; incremental models go on as always. Default: false. */
  readonly force?: boolean | undefined
}

/** Decides which nodes of a run are left as they are: what is known then is the target. */
export type DecideReuse = (
  known: { readonly existing: DescribedSchemas; readonly startedAt: Date; readonly runId: string },
  warehouse: Warehouse,
) => Promise<ReadonlyMap<string, Decision>>

/** The nodes that a command works on, determined without the warehouse. */
export interface PreparedCommand {
  readonly opened: OpenProject
  /** Unique ids of the nodes that are built and tested. */
  readonly selected: ReadonlySet<string>
  /** The unit tests that are run. */
  readonly unitTests: readonly UnitTestNode[]
  /** Whether there is nothing but unit tests, which need no target: nothing connects, and there are no hooks around the run. */
  readonly isInMemory: boolean
  readonly seedRows: ReadonlyMap<string, readonly SeedRow[]>
  readonly fullRefresh: boolean
  readonly command: PlanCommand
  /** The batches of microbatch models that are computed, complete or not. */
  readonly window: Interval | undefined
  /** The only batches of some nodes, by unique id. */
  readonly onlyBatches: ReadonlyMap<string, FailedBatches> | undefined
  /** Where relations are read that are not built here; `undefined` for the target. */
  readonly deferral: Deferral | undefined
  /** Nodes that were built before, by unique id. */
  readonly built: readonly string[]
  /** How what was recorded is used; `undefined` for a run that records nothing. */
  readonly reuse: { readonly isForced: boolean } | undefined
}

/**
 * Selects and reads seeds: their errors are reported before anything is connected or created.
 *
 * @throws DiagnosticsError `E_NO_MATCH`, `E_FILE_NOT_FOUND`, `E_SEED`.
 */
export async function prepareCommand(
  command: PlanCommand,
  opened: OpenProject,
  options: PlanCommandOptions & Pick<OpenProjectOptions, 'cwd'>,
): Promise<PreparedCommand> {
  const { resourceTypes } = options
  const scope = commandScope[command].filter((type) => resourceTypes?.includes(type) ?? true)
  if (scope.length === 0) throw noneOf(command, resourceTypes ?? [])
  const all = selectFor(opened.project, scope, options)
  const unitTests = (opened.project.unitTests ?? []).filter(({ uniqueId }) => all.has(uniqueId))
  const selected = new Set([...all].filter((id) => unitTests.every(({ uniqueId }) => uniqueId !== id)))
  const nodes = opened.project.nodes.filter((node) => selected.has(node.uniqueId))
  // Clones have the rows of the state.
  const rows = await readSeeds(command === 'clone' ? [] : nodes, opened.root)
  // Read all the same: what is wrong in a file is reported.
  const seedRows = opened.readsNothing ? new Map<string, readonly SeedRow[]>() : rows
  const window = eventTimeWindow(options, options.nodes ? undefined : nodes)
  if (opened.sample && !options.nodes) checkSample(opened.sample, nodes)
  return {
    opened,
    selected,
    unitTests,
    isInMemory: selected.size === 0 && (unitTests.length > 0 || scope.every((type) => type === 'unit_test')),
    seedRows,
    fullRefresh: options.fullRefresh ?? false,
    window,
    command,
    onlyBatches: options.batches,
    deferral: options.defer && (await readDeferral(opened, options.defer, { cwd: options.cwd })),
    built: options.built ?? [],
    reuse: isReusing(command, opened, options) ? { isForced: options.force ?? false } : undefined,
  }
}

/** Rows of a sample, of nothing or of another place are not those that a record is about; nor are clones those of a query. */
function isReusing(command: PlanCommand, opened: OpenProject, { reuse, defer }: PlanCommandOptions): boolean {
  const mode = reuse ?? reuseOf(opened.config.reuse, opened.targetName)
  return mode === 'on' && command !== 'clone' && !defer && !opened.readsNothing && !opened.sample
}

function noneOf(command: PlanCommand, types: readonly ResourceType[]): KerrosError {
  return new KerrosError(
    'E_INVALID_OPTION',
    `${command} works on no nodes of the types ${types.join(', ') || '(none)'}`,
    {
      hint: `It works on ${commandScope[command].join(', ')}.`,
    },
  )
}

/**
 * Makes the plan of a command: reads what exists in the warehouse, then plans.
 *
 * @param warehouse `undefined` if there is no database yet.
 * @param decide Default: everything that is selected is built.
 * @throws KerrosError `E_UNKNOWN_VARIABLE`, `E_INVALID_OPTION` for values of variables.
 */
export async function planCommand(
  prepared: PreparedCommand,
  warehouse: Warehouse | undefined,
  runId: string,
  decide?: DecideReuse,
): Promise<Plan> {
  const { opened, selected, unitTests, seedRows, fullRefresh, window, onlyBatches, deferral, built } = prepared
  const startedAt = opened.clock.start()
  const inBatches = relationsInBatches(opened, selected)
  const nodes = opened.project.nodes.filter((node) => selected.has(node.uniqueId))
  const ledgers = [...inBatches, ...(prepared.reuse ? [opened.target] : [])]
  const existing = await describeExisting(opened, selected, ledgers, warehouse)
  const recorded = warehouse && inBatches.length > 0 ? await readIntervals(warehouse, inBatches, existing) : undefined
  if (prepared.command === 'clone') {
    if (!deferral) throw new KerrosError('E_INVALID_OPTION', 'clone does not say of what', { hint: STATE_HINT })
    const input = { opened, selected, deferral, existing, fullRefresh, startedAt, runId }
    return clonePlan(input, warehouse)
  }
  const reading = deferral && (await deferReads(opened, { selected, built, deferral, warehouse }))
  const decisions = warehouse && (await decide?.({ existing, startedAt, runId }, warehouse))
  const isBuilt = ({ uniqueId }: ProjectNode): boolean => decisions?.get(uniqueId)?.kind !== 'reuse'
  const stored =
    warehouse && !fullRefresh
      ? await storedSeeds(warehouse, { ...opened, nodes: nodes.filter(isBuilt), existing, seedRows })
      : undefined
  const plan = buildPlan({
    targeted: reading?.opened ?? opened,
    deferred: reading?.deferred,
    dialect: opened.target.dialect,
    targetName: opened.targetName,
    database: opened.target.database,
    selected: withSources(opened, selected),
    existing,
    batches: {
      window: window ?? (opened.sample && sampleWindow(opened.sample, startedAt)),
      only: onlyBatches,
      recorded,
    },
    seedRows,
    storedSeeds: stored,
    fullRefresh,
    decisions,
    startedAt,
    runId,
    facts: statementFacts(prepared, { startedAt, runId }),
  })
  const tested = { ...plan, nodes: withUnitTests(plan.nodes, unitTests) }
  if (prepared.isInMemory) return tested
  const hooked = { ...tested, nodes: withRunHooks(tested.nodes, runHooksInput(prepared, plan)) }
  opened.variables.checkAllUsed()
  const placed = withPlaces(hooked, opened)
  if (isWhole(opened, selected)) await opened.keepCode()
  return placed
}

/** What the hooks around a run are made from. */
export function runHooksInput(prepared: PreparedCommand, plan: Pick<Plan, 'startedAt' | 'runId'>): RunHooksInput {
  const { opened } = prepared
  const { config, target } = opened
  return {
    targeted: opened,
    dialect: target.dialect,
    facts: statementFacts(prepared, plan),
    hooks: config.runHooks,
    file: configPath(opened),
  }
}

/** What hooks learn of the target and the run. */
function statementFacts(
  { opened, fullRefresh, command }: PreparedCommand,
  { startedAt, runId }: Pick<Plan, 'startedAt' | 'runId'>,
): StatementFacts {
  const { targetName, target } = opened
  const { database, schema } = target
  return { target: { name: targetName, database, schema }, run: { runId, startedAt, command, fullRefresh } }
}

/** The same plan, with the lines that its diagnostics are about. */
function withPlaces(plan: Plan, opened: OpenProject): Plan {
  if (plan.nodes.every(({ diagnostics }) => diagnostics.length === 0)) return plan
  const places = placesOf(opened)
  return {
    ...plan,
    nodes: plan.nodes.map((planned) => ({
      ...planned,
      diagnostics: placedDiagnostics(planned.diagnostics, planned, places),
    })),
  }
}

/** Whether every model was planned: only then was its query called, and its code can be stored. */
function isWhole({ project }: OpenProject, selected: ReadonlySet<string>): boolean {
  return project.nodes.every((node) => node.resourceType !== 'model' || selected.has(node.uniqueId))
}

/** Sources take part too: they do nothing, but pass failures of their tests on to what reads them. */
function withSources({ project }: OpenProject, selected: ReadonlySet<string>): ReadonlySet<string> {
  const sources = project.nodes.filter((node) => node.resourceType === 'source').map((node) => node.uniqueId)
  return new Set([...selected, ...sources])
}

const STATE_HINT = 'Name the folder that has the manifest.json of what is cloned: kerros clone --state FOLDER.'

const NOTHING: DescribedSchemas = { relations: new Map(), schemas: new Set() }

/** The relations of the selected models that are computed in batches. */
function relationsInBatches({ project, relations }: OpenProject, selected: ReadonlySet<string>): readonly Relation[] {
  return project.nodes.flatMap((node) =>
    selected.has(node.uniqueId) && isBuildable(node) && node.definition.materialization.recordsIntervals
      ? [relations.get(node.uniqueId)!]
      : [],
  )
}

/** Reads what exists, once: one look at every schema that the selected nodes write to. */
async function describeExisting(
  { project, relations, target }: OpenProject,
  selected: ReadonlySet<string>,
  ledgers: readonly Pick<Relation, 'database'>[],
  warehouse: Warehouse | undefined,
): Promise<DescribedSchemas> {
  if (!warehouse) return NOTHING
  const schemas = new Map<string, { database: string; schema: string }>()
  for (const [id, { database, schema }] of relations) {
    if (selected.has(id)) schemas.set(schemaKey({ database, schema }), { database, schema })
  }
  const isMeasured = project.nodes.some(
    (node) => selected.has(node.uniqueId) && node.resourceType === 'test' && node.history,
  )
  const ledger = measurements(target.database)
  if (isMeasured) schemas.set(schemaKey(ledger), ledger)
  for (const place of ledgers.map(({ database }) => intervalLedger(database))) schemas.set(schemaKey(place), place)
  const withDynamicTables = project.nodes.some(
    (node) => selected.has(node.uniqueId) && isBuildable(node) && node.definition.materialization.comparesDynamicTables,
  )
  return schemas.size > 0 ? warehouse.describe([...schemas.values()], { withDynamicTables }) : NOTHING
}

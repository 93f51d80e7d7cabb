import type { Analysis } from '../core/definitions/analysis.js'
import type { Model } from '../core/definitions/model.js'
import type { OptionNames } from '../core/definitions/options/values/option-checks.js'
import { type Diagnostic, DiagnosticsError, distinctDiagnostics, toDiagnostics } from '../core/errors/index.js'
import { type DescribedStep, describeStep } from '../core/plan/describe-step.js'
import { allSteps, type Plan } from '../core/plan/plan.js'
import type { ProjectNode, ResourceType } from '../core/project/nodes/node.js'
import type { SqlDialect } from '../core/steps/sql-dialect.js'
import { placedDiagnostics, placesOf } from './explain/placed-diagnostics.js'
import { checkOptions, PROJECT_OPTIONS } from './open/check-options.js'
import { type OpenProject, type OpenProjectOptions, openProject } from './open/open-project.js'
import { deferReads } from './plan/defer-reads.js'
import { dryRun } from './run/run-command.js'
import { selectFor } from './select/select-for.js'
import type { SelectionOptions } from './select/selection-options.js'
import { type DeferOptions, readDeferral } from './state/deferral.js'

/** A compiled node. */
export interface CompiledNode {
  /** dbt's unique id: `model.shop.customers`. */
  readonly uniqueId: string
  /** The name in the project. */
  readonly name: string
  /** What it is: `model`, `seed`, `snapshot`, `test`, … */
  readonly resourceType: ResourceType
  /** Where it is defined, relative to the project's root, with forward slashes. */
  readonly file: string
  /** The statements that a run would send now, in order; for an analysis or an ephemeral, its query. */
  readonly statements: readonly string[]
  /**
   * What a run would do now, step by step: the same statements, and in words what they do not show: what is read first,
   * checked, or left unchanged. Empty for an analysis or an ephemeral, which are not built.
   */
  readonly steps: readonly DescribedStep[]
}

/** What {@link compile} compiles. */
export interface CompileOptions extends OpenProjectOptions, SelectionOptions {
  /**
   * Whether to compile what a run with `--full-refresh` sends: incremental models are built again from all rows.
   * Default: false.
   */
  readonly fullRefresh?: boolean | undefined
  /** Reads what is not compiled where an earlier state has it, dbt's `--defer`. Default: everything is read in the target. */
  readonly defer?: DeferOptions | undefined
}

/**
 * Compiles the selected nodes to the statements that a build would send now. Does what `kerros compile` does.
 *
 * @throws DiagnosticsError with everything that is wrong with the selected nodes.
 */
export async function compile(options: CompileOptions = {}): Promise<readonly CompiledNode[]> {
  checkOptions('compile', options, {
    ...PROJECT_OPTIONS,
    fullRefresh: true,
    defer: true,
  } satisfies OptionNames<CompileOptions>)
  return (await compileOpened(await openProject(options), options)).nodes
}

/** What a build sends statements for. */
const COMPILED: readonly ResourceType[] = ['model', 'seed', 'snapshot', 'test']

/** Compiles the selected nodes of an opened project, and what is sent before the first of them. */
export async function compileOpened(
  opened: OpenProject,
  options: CompileOptions,
): Promise<{ readonly setup: readonly string[]; readonly nodes: readonly CompiledNode[] }> {
  const selected = selectFor(opened.project, [...COMPILED, 'analysis'], options)
  const found = opened.project.nodes.filter(({ uniqueId }) => selected.has(uniqueId)).filter(isQueryOnly)
  const reading = await deferredQueries(found, opened, options)
  const { queries, diagnostics } = compileQueries(found, reading)
  if (found.length === selected.size) {
    if (diagnostics.length > 0) throw new DiagnosticsError(diagnostics)
    opened.variables.checkAllUsed()
    return { setup: [], nodes: queries }
  }
  const plan = await dryRun('build', opened, { ...options, resourceTypes: COMPILED })
  const nodes = [...compiledNodes(plan, opened.target.dialect, diagnostics), ...queries]
  return { setup: setupStatements(plan, opened), nodes }
}

/** The project in which queries without a relation read: to find out what exists, the target is looked at. */
async function deferredQueries(
  nodes: readonly QueryOnly[],
  opened: OpenProject,
  { defer, cwd }: CompileOptions,
): Promise<OpenProject> {
  if (!defer || nodes.length === 0) return opened
  const deferral = await readDeferral(opened, defer, { cwd })
  const selected = new Set(nodes.map(({ uniqueId }) => uniqueId))
  const { target, root } = opened
  if (!(await target.exists(root)))
    return (await deferReads(opened, { selected, deferral, warehouse: undefined })).opened
  const { alsoReads } = deferral
  const warehouse = await target.connect({ projectRoot: root, threads: 1, readOnly: true, alsoReads })
  try {
    return (await deferReads(opened, { selected, deferral, warehouse })).opened
  } finally {
    await warehouse.close()
  }
}

/** A node with a query and without a relation. */
type QueryOnly = ProjectNode & { readonly definition: Analysis<unknown> | Model<unknown> }

/** Whether a node creates no relation. Those that do are shown as the statements that build them. */
function isQueryOnly(node: ProjectNode): node is QueryOnly {
  if (node.resourceType !== 'analysis' && node.resourceType !== 'model') return false
  const { definition } = node
  return (
    definition.kind === 'analysis' ||
    (definition.kind === 'model' && definition.materialization.relationType === undefined)
  )
}

function compileQueries(
  nodes: readonly QueryOnly[],
  opened: OpenProject,
): { readonly queries: readonly CompiledNode[]; readonly diagnostics: readonly Diagnostic[] } {
  const { compiler, target } = opened
  const places = placesOf(opened)
  const queries: CompiledNode[] = []
  const diagnostics: Diagnostic[] = []
  for (const node of nodes) {
    const { uniqueId, name, resourceType, file, definition } = node
    try {
      const { node } = compiler.compile({
        name,
        file,
        inputs: definition.inputs,
        query: definition.query,
        hasTypedRows: true,
      })
      queries.push({ uniqueId, name, resourceType, file, statements: [target.dialect.compile(node)], steps: [] })
    } catch (error) {
      diagnostics.push(...placedDiagnostics(toDiagnostics(error, file, name), node, places))
    }
  }
  return { queries, diagnostics }
}

/** The statements that are sent before the first node of a plan. */
export function setupStatements({ setup }: Plan, { target }: OpenProject): readonly string[] {
  return setup.flatMap((step) => target.dialect.render(step))
}

/**
 * The statements of a plan, node by node.
 *
 * @param others Diagnostics from outside of the plan.
 * @throws DiagnosticsError with everything that planning found.
 */
export function compiledNodes(
  plan: Plan,
  dialect: SqlDialect,
  others: readonly Diagnostic[] = [],
): readonly CompiledNode[] {
  const diagnostics = distinctDiagnostics([...plan.nodes.flatMap((node) => node.diagnostics), ...others])
  if (diagnostics.length > 0) throw new DiagnosticsError(diagnostics)
  return plan.nodes
    .filter((node) => node.steps.length > 0)
    .map((node) => {
      const { uniqueId, name, resourceType, file } = node
      const steps = allSteps(node).flatMap((step) => describeStep(step, dialect))
      return { uniqueId, name, resourceType, file, statements: steps.flatMap(({ statements }) => statements), steps }
    })
}

import { DiagnosticsError, distinctDiagnostics } from '../core/errors/index.js'
import type { PlannedNode } from '../core/plan/plan.js'
import { isBuildable, type ProjectNode, type ResourceType } from '../core/project/nodes/node.js'
import { isDefinitionOnly } from '../core/relations/relation-traits.js'
import type { BuildReason } from '../core/state/reuse/decision.js'
import {
  type ExplainedDecision,
  type LeftKind,
  leftWords,
  type ReasonContext,
  reasonWords,
} from '../core/state/reuse/reason-words.js'
import type { OpenProject } from './open/open-project.js'
import { dryRun } from './run/run-command.js'
import { selectFor } from './select/select-for.js'

/** Why a node is built, with the reason's words. */
export type ExplainedReason = BuildReason & { readonly message: string }

/** What a build with reuse on would do about a node, and why. */
export interface ExplainedNode {
  readonly uniqueId: string
  readonly name: string
  readonly resourceType: ResourceType
  readonly materialized: string | undefined
  /** As in `main.orders`; `undefined` for what leaves no relation. */
  readonly relationName: string | undefined
  readonly file: string
  readonly decision: ExplainedDecision
  /** Why it is not built, or on what that hangs; `undefined` for what is built. */
  readonly message: string | undefined
  /** Why it is built; empty for what is not certainly built. */
  readonly reasons: readonly ExplainedReason[]
  /** With `unlessChanged`: the unique ids of the nodes whose runs decide. */
  readonly nodes: readonly string[]
}

/** What a build works on that may be left as it is. */
const EXPLAINED: readonly ResourceType[] = ['model', 'seed', 'snapshot', 'test']

/**
 * What a build of the whole project with reuse on would do about some nodes. It connects read-only, and changes nothing.
 *
 * @param select Selectors in dbt's syntax.
 * @throws DiagnosticsError `E_NO_MATCH`, and what is wrong with a node that cannot be built.
 */
export async function explainReuse(
  opened: OpenProject,
  select: readonly string[],
  { cwd }: { readonly cwd: string },
): Promise<readonly ExplainedNode[]> {
  const asked = selectFor(opened.project, EXPLAINED, { select })
  const plan = await dryRun('build', opened, { reuse: 'on', resourceTypes: EXPLAINED, cwd })
  const planned = new Map(plan.nodes.map((node) => [node.uniqueId, node]))
  const found = [...asked].flatMap((id) => planned.get(id) ?? [])
  const diagnostics = distinctDiagnostics(found.flatMap((node) => node.diagnostics))
  if (diagnostics.length > 0) throw new DiagnosticsError(diagnostics)
  const reasons = new Reasons(opened, planned)
  const place = new Map([...planned.keys()].map((id, index) => [id, index]))
  return opened.project.nodes
    .filter(({ uniqueId }) => asked.has(uniqueId))
    .sort((one, other) => (place.get(one.uniqueId) ?? Infinity) - (place.get(other.uniqueId) ?? Infinity))
    .map((node) => explained(node, planned.get(node.uniqueId), { opened, reasons }))
}

function explained(
  node: ProjectNode,
  planned: PlannedNode | undefined,
  { opened, reasons }: { readonly opened: OpenProject; readonly reasons: Reasons },
): ExplainedNode {
  const { uniqueId, name, resourceType, file } = node
  const relation = opened.relations.get(uniqueId)
  const decision = planned ? decisionOf(planned) : 'unselected'
  const nodes = planned?.unlessChanged?.nodes ?? []
  const names = nodes.map((id) => reasons.nameOf(id))
  return {
    uniqueId,
    name,
    resourceType,
    materialized: isBuildable(node) ? node.materialized : undefined,
    relationName: relation && opened.target.dialect.quoteRelation(relation),
    file,
    decision,
    message: decision === 'build' ? undefined : leftWords(decision, { kind: kindOf(node), names }),
    reasons: decision === 'build' ? reasons.of(planned!) : [],
    nodes,
  }
}

function kindOf(node: ProjectNode): LeftKind {
  if (!isBuildable(node)) return 'test'
  return isDefinitionOnly(node.definition.materialization.relationType) ? 'definition' : 'rows'
}

function decisionOf({ steps, unlessChanged }: PlannedNode): ExplainedDecision {
  if (unlessChanged) return 'unlessChanged'
  if (steps.length === 0) return 'inline'
  return steps.some(({ kind }) => kind === 'reuse') ? 'reuse' : 'build'
}

/** Says the reasons of a plan. */
class Reasons {
  readonly #planned: ReadonlyMap<string, PlannedNode>
  readonly #nodes: ReadonlyMap<string, ProjectNode>

  constructor({ project }: OpenProject, planned: ReadonlyMap<string, PlannedNode>) {
    this.#planned = planned
    this.#nodes = new Map(project.nodes.map((node) => [node.uniqueId, node]))
  }

  nameOf(uniqueId: string): string {
    return this.#nodes.get(uniqueId)?.name ?? uniqueId
  }

  of(node: PlannedNode): readonly ExplainedReason[] {
    return this.#given(node).map((reason) => ({ ...reason, message: reasonWords(reason, this.#context(node)) }))
  }

  /** Where there is no database yet, nothing was compared. */
  #given({ buildReasons }: PlannedNode): readonly BuildReason[] {
    return buildReasons ?? [{ code: 'noRecord' }]
  }

  #context({ resourceType }: Pick<PlannedNode, 'resourceType'>): ReasonContext {
    return {
      resourceType,
      nameOf: (id) => this.nameOf(id),
      whyUnknown: (id) => this.#whyUnknown(id),
    }
  }

  #whyUnknown(uniqueId: string): string | undefined {
    if (this.#nodes.get(uniqueId)?.resourceType === 'source')
      return 'the source is a view, is in another database, or is not there'
    const planned = this.#planned.get(uniqueId)
    if (!planned || planned.resourceType === 'source') return 'the build leaves it out, and nothing is recorded of it'
    // That it is built says nothing if what it will have is known.
    const reason = planned.buildReasons?.find(({ code }) => CAUSES.has(code))
    return reason && reasonWords(reason, this.#context(planned))
  }
}

/** Reasons for which it is not known what a node has, after it was built, too. */
const CAUSES: ReadonlySet<BuildReason['code']> = new Set([
  'volatile',
  'unknownFunction',
  'rawSql',
  'unknownColumns',
  'hooks',
  'dynamicTable',
  'unknownInput',
])

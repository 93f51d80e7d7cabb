import { KerrosError } from '../../../core/errors/index.js'
import type { BuildableNode } from '../../../core/project/nodes/node.js'
import {
  describeRelation,
  type ExistingRelation,
  type Relation,
  type RelationType,
  relationKey,
} from '../../../core/relations/relation.js'
import type { RelationSettings } from '../../../core/relations/relation-settings.js'
import type { Step } from '../../../core/steps/step.js'
import { wasPermanent } from '../../../materializations/steps/marked-settings.js'
import type { NodeSteps } from '../hooks/plan-hooks.js'
import type { PlanInput } from '../input/plan-input.js'
import { isRebuilt } from '../input/run-state.js'
import { candidateOf } from '../tests/planned-audits.js'

/** Where a node's rows are written, and what is known of its stored table. */
export interface BuildPlace {
  readonly relation: Relation
  readonly existing: ExistingRelation | undefined
}

/** Where the rows of a candidate are written. */
export interface CandidatePlace extends BuildPlace {
  /** Whether it begins as a copy of the stored table. */
  readonly isCopy: boolean
}

/** What a node that is audited is made from. */
export interface AuditedNode {
  readonly node: BuildableNode
  /** The relation that readers see, as it is now. */
  readonly published: BuildPlace
  readonly settings: RelationSettings
}

/**
 * Where the rows of an audited node are written: into a copy of its table if the run only changes it, otherwise into a new one. A
 * copy is also made for what the table passes on to its successor.
 */
export function candidatePlace({ node, published, settings }: AuditedNode, input: PlanInput): CandidatePlace {
  const existing = published.existing?.type === 'table' ? published.existing : undefined
  const passesOn = input.dialect.settingsOf(settings).copyGrants ?? false
  const isCopy = existing !== undefined && (passesOn || !isRebuilt(node, input))
  return { relation: candidateOf(published.relation), existing, isCopy }
}

/**
 * The steps that build a candidate, and those that publish it.
 *
 * @param steps Those that write its rows.
 * @throws KerrosError `E_AMBIGUOUS_NAME`, `E_RELATION_TYPE` if something else has the candidate's name.
 */
export function auditedSteps(
  { node, published, settings }: AuditedNode,
  place: CandidatePlace,
  steps: readonly Step[],
  input: PlanInput,
): Required<NodeSteps> {
  const { dialect, audits, targeted } = input
  const { relation, existing } = published
  refuseTaken(node.name, place.relation, input)
  const drop = dropCandidate(relation, input)
  const clone: readonly Step[] =
    place.existing && place.isCopy
      ? [
          {
            kind: 'cloneTable',
            relation: place.relation,
            from: relation,
            like: place.existing,
            transient: !isPermanent(place.existing, dialect.settingsOf(settings)),
          },
        ]
      : []
  const built: readonly Step[] = dialect.capabilities.supportsTransactionalDdl
    ? [...clone, ...steps]
    : [{ kind: 'attempt', steps: [...clone, ...steps], undo: [droppedTable(place.relation)] }]
  const names = new Map(targeted.project.nodes.map(({ uniqueId, name }) => [uniqueId, name]))
  const tests = audits!.testsOf(node.uniqueId).map((id) => names.get(id)!)
  return {
    steps: [...drop, ...built],
    publish: [{ kind: 'swapTable', relation, from: place.relation, replaces: existing?.type, tests }],
  }
}

/** The step that takes away what an earlier run has left under the name of a candidate, if there is something. */
export function dropCandidate(relation: Relation, input: PlanInput): readonly Step[] {
  const candidate = candidateOf(relation)
  const existing = input.existing.relations.get(relationKey(candidate))
  return existing?.type === 'table' ? [droppedTable(candidate)] : []
}

/** Whether steps change rows that readers can see. */
export function changesRows(steps: readonly Step[]): boolean {
  return steps.some(({ kind }) => kind !== 'keepRelation' && kind !== 'note' && kind !== 'applySettings')
}

function droppedTable(relation: Relation, type: RelationType = 'table'): Step {
  return { kind: 'dropRelation', relation, type, temporary: false }
}

/** A table that kerros has not marked is what its settings say. */
function isPermanent({ mark }: ExistingRelation, { transient }: RelationSettings): boolean {
  return mark ? wasPermanent(mark) : transient === false
}

function refuseTaken(name: string, candidate: Relation, input: PlanInput): void {
  const existing = input.existing.relations.get(relationKey(candidate))
  const isOwn = existing === undefined || existing.type === 'table'
  if (isOwn && !input.audits!.isTaken(candidate)) return
  const [code, what] = isOwn
    ? (['E_AMBIGUOUS_NAME', 'another node'] as const)
    : (['E_RELATION_TYPE', `a ${existing.type}`] as const)
  throw new KerrosError(code, `the new rows of "${name}" go into ${describeRelation(candidate)}, which is ${what}`, {
    hint: `Give that another name: kerros builds "${name}" under this one, because of the option "audit".`,
    subject: name,
  })
}

import type { Relation, RelationType } from '../../core/relations/relation.js'
import type { RelationSettings } from '../../core/relations/relation-settings.js'
import type { MaterializationInput } from '../../core/steps/materialization.js'
import type { Step } from '../../core/steps/step.js'
import { contractSteps } from './contract-steps.js'
import { revokeCopiedGrants, withGrantsMarked } from './copied-grants.js'

/**
 * The steps that make a whole relation of a query and check it against its contract before anyone can read it.
 *
 * Where creating can be rolled back, all of it is one transaction. Elsewhere a relation that has to be checked is built
 * under another name, checked, and put in its place in one piece.
 *
 * @param checks What else is checked of the built relation.
 */
export function buildRelation(
  input: MaterializationInput,
  type: 'view' | 'table',
  checks: (built: Relation) => readonly Step[] = () => [],
): readonly Step[] {
  const { relation, contract, dialect, existing } = input
  const settings = withGrantsMarked(input.settings, type, dialect)
  const revoke = revokeCopiedGrants(input, type, settings)
  const content = { type, select: input.selectSql({ isIncremental: false }), settings }
  const checked = (built: Relation): readonly Step[] => [...checks(built), ...contractSteps(built, contract, dialect)]
  const inPlace = checked(relation)
  if (inPlace.length === 0 || dialect.capabilities.supportsTransactionalDdl)
    return [create(relation, content, existing?.type), ...revoke, ...inPlace]
  const beside = dialect.temporaryRelation(relation, input.runId)
  const drop: Step = { kind: 'dropRelation', relation: beside, type, temporary: false }
  const publish: readonly Step[] =
    type === 'table'
      ? [{ kind: 'publishTable', relation, from: beside, replaces: existing?.type, settings }]
      : [create(relation, content, existing?.type), drop]
  return [
    {
      kind: 'attempt',
      steps: [create(beside, content, undefined), ...checked(beside), ...publish],
      undo: [drop],
    },
    ...revoke,
  ]
}

/** What a relation is made of. */
interface RelationContent {
  readonly type: 'view' | 'table'
  readonly select: string
  readonly settings: RelationSettings
}

function create(
  relation: Relation,
  { type, select, settings }: RelationContent,
  replaces: RelationType | undefined,
): Step {
  return type === 'view'
    ? { kind: 'createView', relation, select, replaces, settings }
    : { kind: 'createTableAs', relation, select, replaces, temporary: false, settings }
}

import type { Constraint } from '../../core/relations/constraint.js'
import type { Relation, RelationType } from '../../core/relations/relation.js'
import type { RelationSettings } from '../../core/relations/relation-settings.js'
import type { MaterializationInput } from '../../core/steps/materialization.js'
import type { Step } from '../../core/steps/step.js'
import { constraintSteps, declaredOf } from './constraint-steps.js'
import { contractSteps } from './contract-steps.js'
import { revokeCopiedGrants, withGrantsMarked } from './copied-grants.js'

/**
 * The steps that make a whole relation of a query and check it against its contract before anyone can read it.
 *
 * Where creating can be rolled back, all of it is one transaction. Elsewhere a relation that has to be checked is built
 * under another name, checked, and put in its place in one piece. A table with constraints is built so everywhere.
 *
 * @param checks What else is checked of the built relation.
 */
export function buildRelation(
  input: MaterializationInput,
  type: 'view' | 'table',
  checks: (built: Relation) => readonly Step[] = () => [],
): readonly Step[] {
  const { relation, contract, constraints, dialect, existing } = input
  const settings = withGrantsMarked(input.settings, type, dialect)
  const revoke = revokeCopiedGrants(input, type, settings)
  const content = { type, select: input.selectSql({ isIncremental: false }), settings }
  const facts = constraints.length > 0 ? input.rowFacts({ isIncremental: false }) : undefined
  const checked = (built: Relation): readonly Step[] => [
    ...checks(built),
    ...contractSteps(built, contract, dialect),
    ...(facts ? constraintSteps(built, constraints, facts, dialect) : []),
  ]
  const inPlace = checked(relation)
  const [keys, declared] = separated(declaredOf(constraints, dialect))
  if (declared.length === 0 && (inPlace.length === 0 || dialect.capabilities.supportsTransactionalDdl))
    return [create(relation, content, existing?.type), ...revoke, ...inPlace, ...keys]
  const beside = dialect.temporaryRelation(relation, input.runId)
  // Elsewhere it becomes the relation itself, and is built as one.
  const isTemporary = dialect.capabilities.supportsTransactionalDdl
  const drop: Step = { kind: 'dropRelation', relation: beside, type, temporary: isTemporary }
  const publish: readonly Step[] =
    type === 'table'
      ? [
          {
            kind: 'publishTable',
            relation,
            from: beside,
            replaces: existing?.type,
            settings,
            ...(declared.length > 0 && { constraints: declared }),
          },
        ]
      : [create(relation, content, existing?.type), drop]
  return [
    {
      kind: 'attempt',
      steps: [create(beside, content, undefined, isTemporary), ...checked(beside), ...publish],
      undo: [drop],
    },
    ...revoke,
    ...keys,
  ]

  /** What points to other tables is declared last: these may lack a key that was declared in an earlier run. */
  function separated(all: readonly Constraint[]): readonly [readonly Step[], readonly Constraint[]] {
    const add = all.filter(({ kind }) => kind === 'foreignKey')
    const others = all.filter(({ kind }) => kind !== 'foreignKey')
    return [add.length > 0 ? [{ kind: 'alterConstraints', relation, drop: [], add, isLenient: true }] : [], others]
  }
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
  temporary = false,
): Step {
  return type === 'view'
    ? { kind: 'createView', relation, select, replaces, settings }
    : { kind: 'createTableAs', relation, select, replaces, temporary, settings }
}

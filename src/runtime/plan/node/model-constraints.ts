import { checkCondition } from '../../../core/compile/check-condition.js'
import type { ForeignKey } from '../../../core/definitions/constraints.js'
import type { RelationDefinition } from '../../../core/definitions/definition.js'
import type { Model } from '../../../core/definitions/model.js'
import { columnList } from '../../../core/definitions/options/values/check-column-list.js'
import { KerrosError } from '../../../core/errors/index.js'
import { quotedNames } from '../../../core/errors/wording.js'
import type { Constraint, ForeignKeyConstraint } from '../../../core/relations/constraint.js'
import type { PlanInput } from '../input/plan-input.js'
import { isReplaced } from '../input/run-state.js'

/**
 * The constraints of a model for the target.
 *
 * @param isChangedLater Whether rows may change after they are checked, so that no query may rely on a key.
 * @throws KerrosError `E_INVALID_DEFINITION` for a function that returns no condition and for a foreign key to what leaves no relation,
 *   `E_UNKNOWN_COLUMN` for a column that the other relation does not have.
 */
export function modelConstraints(
  definition: RelationDefinition,
  input: PlanInput,
  isChangedLater: boolean,
): readonly Constraint[] {
  if (definition.kind !== 'model' || definition.options.constraints === undefined) return []
  const { notNull, primaryKey, unique = [], foreignKey = [], check = {} } = definition.options.constraints
  const later = isChangedLater ? { isChangedLater } : {}
  return [
    ...(notNull === undefined ? [] : [{ kind: 'notNull', columns: columnList(notNull) } as const]),
    ...(primaryKey === undefined ? [] : [{ kind: 'primaryKey', columns: columnList(primaryKey), ...later } as const]),
    ...unique.map((key) => ({ kind: 'unique', columns: columnList(key), ...later }) as const),
    ...Object.entries(check).map(([name, condition]): Constraint => {
      const subject = { definition, condition, name: nameOf(definition, input), check: name }
      const node = checkCondition(subject, input.targeted.compiler)
      return { kind: 'check', name, condition: node, sql: input.dialect.compile(node) }
    }),
    ...foreignKey.map((key) => foreignKeyConstraint(definition, key, input)),
  ]
}

/** The foreign key of a model, with the place of the other relation. */
export function foreignKeyConstraint(
  definition: Model<any>,
  { to, columns: pairs, rely }: ForeignKey<any>,
  input: PlanInput,
): ForeignKeyConstraint {
  const { targeted, selected } = input
  const other = to as RelationDefinition
  const node = targeted.project.nodeOf.get(other)
  const relation =
    node && other.kind !== 'source'
      ? builtRelation(other, node.uniqueId, input)
      : node && targeted.relations.get(node.uniqueId)
  if (!node || !relation)
    throw new KerrosError(
      'E_INVALID_DEFINITION',
      `a foreign key of "${nameOf(definition, input)}" points to "${node?.name ?? 'a query'}", which leaves nothing in the warehouse`,
      { hint: 'Point to a table, a view, a seed or a source.' },
    )
  const [columns, toColumns] = [Object.keys(pairs), Object.values(pairs)]
  const known = targeted.compiler.columnsOf(other)
  const unknown = toColumns.filter((column) => known && !known.some(({ name }) => name === column))
  if (unknown.length > 0)
    throw new KerrosError(
      'E_UNKNOWN_COLUMN',
      `a foreign key of "${nameOf(definition, input)}" names ${quotedNames(unknown)}, which "${node.name}" does not have`,
      { hint: `Its columns are ${known!.map(({ name }) => name).join(', ')}.` },
    )
  return {
    kind: 'foreignKey',
    columns,
    to: relation,
    toColumns,
    isDeclarable: hasKey(other, toColumns),
    rely,
    isReplaced: node.resourceType === 'model' && selected.has(node.uniqueId) && isReplaced(node, input),
  }
}

function builtRelation(other: Exclude<RelationDefinition, { kind: 'source' }>, uniqueId: string, input: PlanInput) {
  return other.materialization.relationType === undefined ? undefined : input.targeted.relations.get(uniqueId)
}

/** Whether a relation is a table that declares a key of exactly these columns. */
function hasKey(other: RelationDefinition, columns: readonly string[]): boolean {
  if (other.kind !== 'model') return false
  const { primaryKey, unique = [] } = other.options.constraints ?? {}
  const same = (key: unknown): boolean => sorted(columnList(key)) === sorted(columns)
  return [...(primaryKey === undefined ? [] : [primaryKey]), ...unique].some(same)
}

function sorted(columns: readonly string[]): string {
  return JSON.stringify(columns.map((column) => column.toLowerCase()).sort())
}

function nameOf(definition: RelationDefinition, { targeted }: PlanInput): string {
  return targeted.project.nodeOf.get(definition)?.name ?? 'a query'
}

import { describeSqlType, type SqlType, typeFamily } from '../../core/columns/index.js'
import { KerrosError } from '../../core/errors/index.js'
import type { ExistingColumn } from '../../core/relations/relation.js'
import type { AssertColumnTypes } from '../../core/steps/step.js'
import type { StepContext, StepOutcome } from './step-context.js'

/**
 * Runs the step.
 *
 * @throws KerrosError `E_CHANGED_COLUMNS` if a type differs and the step does not only warn.
 */
export async function assertColumnTypes(step: AssertColumnTypes, run: StepContext): Promise<StepOutcome> {
  const broken = otherThanDeclared(step, run)
  const changed = broken.length > 0 ? broken : [...otherThanExpected(step, run), ...(await otherThanStored(step, run))]
  if (changed.length === 0) return {}
  const what = `the query of "${run.name}" has columns of other types than its table: ${changed.join('; ')}`
  if (broken.length > 0 || step.onChange === 'fail')
    throw new KerrosError('E_CHANGED_COLUMNS', what, { hint: `Nothing was written. ${step.hint}` })
  return { notes: [{ message: `${what}. Values are cast to the table's types`, hint: step.hint }] }
}

function otherThanDeclared({ stored, contract }: AssertColumnTypes, { warehouse }: StepContext): readonly string[] {
  return Object.entries(contract ?? {}).flatMap(([name, { type }]) => {
    const column = named(stored, name)
    if (!column || warehouse.isTypeCompatible(column, type)) return []
    return [`"${name}" is ${describeSqlType(type)} in the contract, ${column.type} in the table`]
  })
}

async function otherThanStored(
  { stored, batch }: AssertColumnTypes,
  { session }: StepContext,
): Promise<readonly string[]> {
  if (!batch) return []
  return (await session.columnsOf(batch)).flatMap(({ name, type }) => {
    const column = named(stored, name)
    return !column || column.type === type ? [] : [`"${name}" is ${type} now, ${column.type} in the table`]
  })
}

/**
 * Columns whose stored type cannot hold what the query returns: a type of another family, or with fewer digits after the
 * point. Fewer digits before it are refused by the engine, and lengths are widened.
 */
function otherThanExpected({ stored, expected }: AssertColumnTypes, { warehouse }: StepContext): readonly string[] {
  return Object.entries(expected).flatMap(([name, type]) => {
    const column = named(stored, name)
    const found = column && warehouse.dialect.sqlTypeOf(column.type)
    if (!column || !found || holds(found, type)) return []
    return [`"${name}" is ${describeSqlType(type)} now, ${column.type} in the table`]
  })
}

function holds(stored: SqlType, type: SqlType): boolean {
  if (typeFamily(stored) !== typeFamily(type)) return false
  // The types of quotients and averages differ between engines.
  if (type.name === 'double' || stored.name === 'double') return true
  const scale = (one: SqlType): number => (one.name === 'decimal' ? one.scale : 0)
  return scale(stored) >= scale(type)
}

function named(columns: readonly ExistingColumn[], name: string): ExistingColumn | undefined {
  return columns.find((column) => column.name.toLowerCase() === name.toLowerCase())
}

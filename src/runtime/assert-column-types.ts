import { describeSqlType } from '../core/columns/index.js'
import { KerrosError } from '../core/errors/index.js'
import type { AssertColumnTypes } from '../core/plan/step.js'
import type { ExistingColumn } from '../core/ports/relation.js'
import type { StepOutcome, StepRun } from './run-step.js'

/**
 * Runs the step.
 *
 * @throws KerrosError `E_CHANGED_COLUMNS` when a type is another one, and that is not only to be told.
 */
export async function assertColumnTypes(step: AssertColumnTypes, run: StepRun): Promise<StepOutcome> {
  const broken = otherThanDeclared(step, run)
  const changed = broken.length > 0 ? broken : await otherThanStored(step, run)
  if (changed.length === 0) return {}
  const what = `the query of "${run.name}" has columns of other types than its table: ${changed.join('; ')}`
  if (broken.length > 0 || step.onChange === 'fail')
    throw new KerrosError('E_CHANGED_COLUMNS', what, { hint: `Nothing was written. ${step.hint}` })
  return { notes: [{ message: `${what}. Values are cast to the table's types`, hint: step.hint }] }
}

function otherThanDeclared({ stored, contract }: AssertColumnTypes, { warehouse }: StepRun): readonly string[] {
  return Object.entries(contract ?? {}).flatMap(([name, { type }]) => {
    const column = named(stored, name)
    if (!column || warehouse.isTypeCompatible(column, type)) return []
    return [`"${name}" is ${describeSqlType(type)} in the contract, ${column.type} in the table`]
  })
}

async function otherThanStored({ stored, batch }: AssertColumnTypes, { session }: StepRun): Promise<readonly string[]> {
  if (!batch) return []
  return (await session.columnsOf(batch)).flatMap(({ name, type }) => {
    const column = named(stored, name)
    return !column || column.type === type ? [] : [`"${name}" is ${type} now, ${column.type} in the table`]
  })
}

function named(columns: readonly ExistingColumn[], name: string): ExistingColumn | undefined {
  return columns.find((column) => column.name.toLowerCase() === name.toLowerCase())
}

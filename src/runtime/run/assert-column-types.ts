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
  const batch = step.batch ? await run.session.columnsOf(step.batch) : []
  const wider = step.widens ? widened(step, batch, run) : []
  const stored = step.stored.map((column) => named(wider, column.name) ?? column)
  const after = { ...step, stored }
  const broken = otherThanDeclared(after, run)
  const changed = broken.length > 0 ? broken : [...otherThanExpected(after, run), ...otherThanStored(after, batch, run)]
  if (changed.length > 0) {
    const what = `the query of "${run.name}" has columns of other types than its table: ${changed.join('; ')}`
    if (broken.length > 0 || step.onChange === 'fail')
      throw new KerrosError('E_CHANGED_COLUMNS', what, { hint: `Nothing was written. ${step.hint}` })
    return { notes: [{ message: `${what}. Values are cast to the table's types`, hint: step.hint }] }
  }
  if (!step.widens || wider.length === 0) return {}
  const held = wider.filter(({ name }) => step.held?.includes(name))
  if (held.length > 0) throw heldByConstraints(step, held, run.name)
  for (const sql of run.warehouse.dialect.renderSetTypes(step.widens, wider)) {
    run.onStatement(sql)
    await run.session.execute(sql, { signal: run.signal })
  }
  return { notes: [widenedNote(step, wider, run.name)] }
}

/** The stored columns that are made wider, with their new types: where that is possible, and needed. */
function widened(
  { stored, expected }: AssertColumnTypes,
  batch: readonly ExistingColumn[],
  { warehouse: { dialect } }: StepContext,
): readonly ExistingColumn[] {
  const returned = [
    ...batch.map(({ name, type }) => ({ name, type })),
    ...Object.entries(expected).map(([name, type]) => ({ name, type: dialect.typeName(type) })),
  ]
  return returned.flatMap(({ name, type }) => {
    const column = named(stored, name)
    const wider = column && dialect.widerType(column.type, type)
    return column && wider !== undefined && wider !== column.type ? [{ name: column.name, type: wider }] : []
  })
}

function widenedNote(step: AssertColumnTypes, wider: readonly ExistingColumn[], name: string) {
  return {
    message: `columns of the table of "${name}" were made wider: ${widenings(step, wider)}`,
    hint: 'No stored value changed. Readers may see another type.',
  }
}

function heldByConstraints(step: AssertColumnTypes, wider: readonly ExistingColumn[], name: string): KerrosError {
  const list = widenings(step, wider)
  return new KerrosError(
    'E_CHANGED_COLUMNS',
    `columns of the table of "${name}" would be made wider, and the engine changes none that has a constraint: ${list}`,
    { hint: `Nothing was written. ${step.hint}` },
  )
}

/** `"n" from INTEGER to BIGINT; …` */
function widenings({ stored }: AssertColumnTypes, wider: readonly ExistingColumn[]): string {
  return wider.map((column) => `"${column.name}" from ${named(stored, column.name)!.type} to ${column.type}`).join('; ')
}

function otherThanDeclared({ stored, contract }: AssertColumnTypes, { warehouse }: StepContext): readonly string[] {
  return Object.entries(contract ?? {}).flatMap(([name, { type }]) => {
    const column = named(stored, name)
    if (!column || warehouse.isTypeCompatible(column, type)) return []
    return [`"${name}" is ${describeSqlType(type)} in the contract, ${column.type} in the table`]
  })
}

function otherThanStored(
  { stored, widens }: AssertColumnTypes,
  batch: readonly ExistingColumn[],
  { warehouse: { dialect } }: StepContext,
): readonly string[] {
  return batch.flatMap(({ name, type }) => {
    const column = named(stored, name)
    if (!column || column.type === type) return []
    // A narrower type than the table's loses nothing either.
    if (widens && dialect.widerType(column.type, type) === column.type) return []
    return [`"${name}" is ${type} now, ${column.type} in the table`]
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

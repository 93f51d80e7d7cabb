import type { Diagnostic } from '../../errors/index.js'
import type { RelationType } from '../../relations/relation.js'
import type { Materialization } from '../../steps/materialization.js'
import type { Constraints } from '../constraints.js'
import { checkWhere } from '../test-options.js'
import { checkColumnList, columnList } from './values/check-column-list.js'
import { invalid } from './values/definition-diagnostics.js'
import { checkOptionNames, isPlainObject, kindOf, type OptionNames } from './values/option-checks.js'

const CONSTRAINTS: OptionNames<Constraints<any>> = {
  notNull: true,
  primaryKey: true,
  unique: true,
  foreignKey: true,
  check: true,
}

/** A name that every engine accepts as it is. */
const CHECK_NAME = /^[a-z_][a-z0-9_]*$/i

/** Materializations whose rows are written by kerros alone. */
const TAKERS: readonly string[] = ['table', 'incremental']

/** What is wrong with the constraints of a model, as far as its definition alone shows. */
export function checkConstraints(
  constraints: unknown,
  { name, relationType, recordsIntervals }: Pick<Materialization, 'name' | 'relationType' | 'recordsIntervals'>,
): readonly Diagnostic[] {
  if (constraints === undefined) return []
  const wrongNames = checkOptionNames(constraints, CONSTRAINTS, ' of "constraints"')
  if (!isPlainObject(constraints) || wrongNames.length > 0) return wrongNames
  const { notNull, primaryKey, unique, foreignKey, check } = constraints as Constraints<any>
  return [
    ...(TAKERS.includes(name) ? [] : [notATable(relationType)]),
    ...(recordsIntervals ? [inBatches()] : []),
    ...checkColumnList('constraints.notNull', notNull),
    ...checkColumnList('constraints.primaryKey', primaryKey),
    ...checkUnique(unique, primaryKey),
    ...checkForeignKeys(foreignKey),
    ...checkChecks(check),
  ]
}

function notATable(type: RelationType | undefined): Diagnostic {
  const what = type === undefined ? ', and this leaves nothing in the warehouse' : `, and this is a ${type}`
  return invalid(
    `the option "constraints" is for tables only${what}`,
    'Define the model with table(…) or incremental(…), or use tests: notNull(), unique(), relationships(…).',
    'constraints',
  )
}

/** A batch shows nothing of the keys in other batches, and a constraint that is not checked would only seem to hold. */
function inBatches(): Diagnostic {
  return invalid(
    'the option "constraints" is not for microbatch models, of which a run only sees some batches',
    'Test the columns instead: columns: { id: { tests: [unique(), notNull()] } }.',
    'constraints',
  )
}

function checkUnique(unique: unknown, primaryKey: unknown): readonly Diagnostic[] {
  if (unique === undefined) return []
  if (!Array.isArray(unique))
    return [
      invalid(
        `the option "constraints.unique" is ${kindOf(unique)}, not a list of keys`,
        "Give each key, a column or a list of columns: unique: ['email', ['shop_id', 'number']].",
        'unique',
      ),
    ]
  const wrong = unique.flatMap((key) => checkColumnList('constraints.unique', key))
  const keys = [...unique, ...(primaryKey === undefined ? [] : [primaryKey])].map((key) =>
    JSON.stringify(
      columnList(key)
        .map((column) => column.toLowerCase())
        .sort(),
    ),
  )
  const again = unique.filter((_, i) => keys.indexOf(keys[i]!) < i || keys.slice(unique.length).includes(keys[i]!))
  return [
    ...wrong,
    ...again.map((key) =>
      invalid(
        `the option "constraints.unique" names ${columnList(key).join(', ')}, which is a key already`,
        'Name it once.',
        'unique',
      ),
    ),
  ]
}

function checkForeignKeys(keys: unknown): readonly Diagnostic[] {
  if (keys === undefined) return []
  const isKey = (key: unknown): boolean => isPlainObject(key) && (key as { kind?: unknown }).kind === 'foreignKey'
  if (Array.isArray(keys) && keys.every(isKey)) return []
  return [
    invalid(
      'the option "constraints.foreignKey" is not a list of foreign keys',
      "Make each with a function: foreignKey: [foreignKey(customers, 'customer_id')].",
      'foreignKey',
    ),
  ]
}

function checkChecks(checks: unknown): readonly Diagnostic[] {
  if (checks === undefined) return []
  if (!isPlainObject(checks))
    return [
      invalid(
        `the option "constraints.check" is ${kindOf(checks)}, not an object`,
        "Give conditions by name: check: { positive_amount: (eb) => eb('amount', '>', 0) }.",
        'check',
      ),
    ]
  return Object.entries(checks).flatMap(([name, condition]) => [
    ...(CHECK_NAME.test(name)
      ? []
      : [
          invalid(
            `the option "constraints.check" has the name "${name}"`,
            'Use letters, digits and underscores, and begin with no digit: check: { positive_amount: … }.',
            name,
          ),
        ]),
    ...(condition === undefined
      ? [invalid(`the check "${name}" is undefined, not a function`, 'Give a condition, or leave it out.', name)]
      : checkWhere(condition, '', `constraints.check.${name}`)),
  ])
}

import { isColumn } from '../../columns/index.js'
import type { Diagnostic } from '../../errors/index.js'
import { didYouMean } from '../../graph/did-you-mean.js'
import { checkWhere } from '../test-options.js'
import type { ColumnOptions } from './model-options.js'
import { invalid } from './values/definition-diagnostics.js'
import { checkOptionNames, checkString, isPlainObject, kindOf, type OptionNames } from './values/option-checks.js'

const TESTED_COLUMN: OptionNames<Omit<ColumnOptions<any>, 'description'>> = { tests: true, where: true }
const COLUMN_OPTIONS: OptionNames<ColumnOptions<any>> = { description: true, tests: true, where: true }

/** Declared columns (of a source, a seed, a contract) that are no columns: `integer` in place of `integer()`. */
export function checkDeclaredColumns(columns: unknown): readonly Diagnostic[] {
  if (!isPlainObject(columns))
    return [invalid(`its columns are ${kindOf(columns)}, not an object`, 'Give columns by name: { id: integer() }.')]
  const wrong = Object.entries(columns)
    .filter(([, column]) => !isColumn(column))
    .map(([name, column]) => {
      const call = typeof column === 'function' ? 'Call it' : 'Make it with a function'
      return invalid(`column "${name}" is ${kindOf(column)}, not a column`, `${call}: ${name}: integer().`, name)
    })
  return [...checkPrototypeKey(columns, 'its columns', 'integer()'), ...wrong]
}

/** `{ __proto__: … }` sets an object's prototype, so that the key is not there: JavaScript's rule, and no error of its own. */
function checkPrototypeKey(object: object, what: string, value: string): readonly Diagnostic[] {
  const prototype: unknown = Object.getPrototypeOf(object)
  if (prototype === null || Object.getPrototypeOf(prototype) === null) return []
  return [
    invalid(
      `${what} are an object with a prototype, which a key __proto__ without brackets gives it`,
      `Write the key in brackets: ['__proto__']: ${value}.`,
    ),
  ]
}

/** Columns that only differ by case: in queries, where names fold, they would be one. */
export function checkFoldingColumns(columns: readonly string[]): readonly Diagnostic[] {
  const seen = new Map<string, string>()
  const diagnostics: Diagnostic[] = []
  for (const column of columns) {
    const first = seen.get(column.toLowerCase())
    if (first === undefined) seen.set(column.toLowerCase(), column)
    else
      diagnostics.push({
        code: 'E_DUPLICATE_COLUMN',
        message: `the columns "${first}" and "${column}" only differ by case, and queries cannot tell them apart`,
        hint: 'Declare one of them, or read the table through a view that renames the other.',
      })
  }
  return diagnostics
}

/** What the option `columns` says of columns and cannot be said of any. */
export function checkColumnOptions(columns: unknown): readonly Diagnostic[] {
  if (columns === undefined) return []
  if (!isPlainObject(columns))
    return [
      invalid(
        `the option "columns" is ${kindOf(columns)}, not an object`,
        "Give what is said of each column by its name: columns: { id: { description: '…', tests: [notNull()] } }.",
        'columns',
      ),
    ]
  const wrong = Object.entries(columns).flatMap(([name, options]) => [
    ...checkOptionNames(options, COLUMN_OPTIONS, ` of column "${name}"`),
    ...checkString('description', isPlainObject(options) ? options['description'] : undefined, ` of column "${name}"`),
    ...checkWhere(isPlainObject(options) ? options['where'] : undefined, ` of column "${name}"`),
  ])
  return [...checkPrototypeKey(columns, 'the options "columns"', '{ tests: [notNull()] }'), ...wrong]
}

/** What a source says of the columns of a table: tests, and the rows that these look at. */
export function checkTestedColumns(columns: unknown, where: string): readonly Diagnostic[] {
  if (columns === undefined) return []
  if (!isPlainObject(columns))
    return [
      invalid(
        `the option "columns"${where} is ${kindOf(columns)}, not an object`,
        'Give the tests of each column by its name: columns: { id: { tests: [notNull()] } }.',
        'columns',
      ),
    ]
  return Object.entries(columns).flatMap(([name, options]) => [
    ...checkOptionNames(options, TESTED_COLUMN, ` of column "${name}"${where}`),
    ...checkWhere(isPlainObject(options) ? options['where'] : undefined, ` of column "${name}"`),
  ])
}

/** Columns that the option `columns` names and that are not declared. */
export function checkUndeclaredColumns(
  named: unknown,
  declared: readonly string[],
  option = 'columns',
): readonly Diagnostic[] {
  if (!isPlainObject(named)) return []
  return Object.keys(named)
    .filter((column) => !declared.includes(column))
    .map((column) => ({
      code: 'E_UNKNOWN_COLUMN',
      message: `the option "${option}" names "${column}", which is not among its columns`,
      hint: didYouMean(column, declared, 'Its columns are'),
    }))
}

import { type Expression, type ExpressionBuilder, expressionBuilder, type OperationNode, type SqlBool } from 'kysely'
import { type Diagnostic, KerrosError } from '../errors/index.js'
import type { Severity, Threshold } from '../steps/step.js'
import { invalid } from './options/values/definition-diagnostics.js'
import { checkAbout, checkChoice, isPlainObject, kindOf, type OptionNames } from './options/values/option-checks.js'

/** All severities. */
const SEVERITIES = ['error', 'warn'] as const satisfies readonly Severity[]

/** Whether a test's failing rows are stored, and as what. */
export type StoreFailures = boolean | 'table' | 'view'

/** What every test says of its failing rows: how many are counted, and what becomes of the run then. */
export interface FailureOptions {
  /** `error` fails the node and stops what depends on it; `warn` only reports. Default: `error`. */
  readonly severity?: Severity
  /** How many failing rows are worth a warning. Default: `'!= 0'`. */
  readonly warnIf?: Threshold
  /** How many failing rows fail the test; fewer may still warn. Not looked at with `severity: 'warn'`. Default: `'!= 0'`. */
  readonly errorIf?: Threshold
  /** The greatest number of failing rows that are counted, and that `kerros show` prints. Default: all. */
  readonly limit?: number
  /**
   * Whether the failing rows are stored, in a relation of the schema `TARGET_SCHEMA_dbt_test__audit` with the test's name: `true` and
   * `'table'` as a table, `'view'` as a view of them. Default: the project's, or that of `--store-failures`.
   */
  readonly storeFailures?: StoreFailures
  /** What the test is about, for the documentation site and `manifest.json`. */
  readonly description?: string
  /** Words to select it by: `--select tag:nightly`. Default: none. */
  readonly tags?: readonly string[]
}

/** Settings that every column test takes. */
export interface TestOptions extends FailureOptions {
  /** The name of the test. Default: dbt's, from the test, the relation, the column and the arguments. */
  readonly name?: string
}

/** A condition over the rows of a tested relation. The type of a method: options for a wider row pass for a narrower one. */
export type TestedRows<Row> = {
  condition(eb: ExpressionBuilder<{ model: Row }, 'model'>): Expression<SqlBool>
}['condition']

/**
 * The node of a condition that a test was given.
 *
 * @param option The option that has the condition, for messages.
 * @throws KerrosError `E_INVALID_DEFINITION` for a function that returns none.
 */
export function conditionNode(condition: TestedRows<any>, option: string): OperationNode {
  const returned: unknown = condition(expressionBuilder<any, any>())
  if (typeof returned === 'object' && returned !== null && 'toOperationNode' in returned)
    return (returned as { toOperationNode(): OperationNode }).toOperationNode()
  throw new KerrosError('E_INVALID_DEFINITION', `the option "${option}" of the test returns no condition`, {
    hint: `Return what eb gives: ${option}: (eb) => eb('status', '=', 'open'). A function body in braces needs \`return\`.`,
  })
}

/** The options of every test. */
export const FAILURE_OPTIONS: OptionNames<FailureOptions> = {
  severity: true,
  warnIf: true,
  errorIf: true,
  limit: true,
  storeFailures: true,
  description: true,
  tags: true,
}

/** The options of column tests. */
export const TEST_OPTIONS: OptionNames<TestOptions> = { ...FAILURE_OPTIONS, name: true }

/** What cannot be said of any test's failing rows. */
export function checkFailureOptions(options: unknown): readonly Diagnostic[] {
  if (!isPlainObject(options)) return []
  const { severity, warnIf, errorIf, limit, storeFailures, description, tags } = options as {
    readonly [option: string]: unknown
  }
  return [
    ...checkChoice('severity', severity, SEVERITIES),
    ...checkThreshold('warnIf', warnIf),
    ...checkThreshold('errorIf', errorIf),
    ...checkTestLimit(limit),
    ...checkReached('warnIf', warnIf, limit),
    ...(severity === 'warn' ? [] : checkReached('errorIf', errorIf, limit)),
    ...checkStoreFailures(storeFailures),
    ...checkAbout({ description, tags }),
  ]
}

/** The same for a column test, which can have a name too. */
export function checkTestOptions(options: unknown): readonly Diagnostic[] {
  if (!isPlainObject(options)) return []
  return [...checkFailureOptions(options), ...checkTestName((options as { readonly name?: unknown }).name)]
}

const THRESHOLD = /^(<|<=|=|!=|<>|>|>=) \d+$/

function checkThreshold(option: string, value: unknown): readonly Diagnostic[] {
  if (value === undefined || (typeof value === 'string' && THRESHOLD.test(value))) return []
  const given = typeof value === 'string' ? `"${value}"` : kindOf(value)
  return [
    invalid(
      `the option "${option}" is ${given}, not a comparison with a number of rows`,
      `Give an operator, a space and a whole number: ${option}: '> 10'. Operators are <, <=, =, !=, <>, > and >=.`,
    ),
  ]
}

function checkTestLimit(limit: unknown): readonly Diagnostic[] {
  if (limit === undefined || (Number.isSafeInteger(limit) && (limit as number) > 0)) return []
  const given = typeof limit === 'number' ? String(limit) : kindOf(limit)
  return [invalid(`the option "limit" is ${given}, not a number of rows`, 'Give a whole number from 1: limit: 100.')]
}

/** A threshold that no number of counted rows reaches: the test would pass with any data. */
function checkReached(option: string, threshold: unknown, limit: unknown): readonly Diagnostic[] {
  const [, operator, bound] = (typeof threshold === 'string' && /^(>=?|=) (\d+)$/.exec(threshold)) || []
  if (operator === undefined || typeof limit !== 'number') return []
  const least = Number(bound) + (operator === '>' ? 1 : 0)
  if (least <= limit) return []
  return [
    invalid(
      `the option "${option}" is "${threshold}", and no more than ${limit} failing rows are counted: the option "limit"`,
      `Raise the limit, limit: ${least}, or leave it out.`,
    ),
  ]
}

function checkStoreFailures(value: unknown): readonly Diagnostic[] {
  return value === undefined || typeof value === 'boolean' ? [] : checkChoice('storeFailures', value, ['table', 'view'])
}

/**
 * A condition that is no function.
 *
 * @param of Whose option it is, when not the definition's own: ` of column "id"`.
 * @param option What it is called there.
 */
export function checkWhere(where: unknown, of = '', option = 'where'): readonly Diagnostic[] {
  if (where === undefined || typeof where === 'function') return []
  return [
    invalid(
      `the option "${option}"${of} is ${kindOf(where)}, not a function`,
      `Give a function that returns a condition: ${option}: (eb) => eb('status', '=', 'open').`,
    ),
  ]
}

/**
 * Refuses an input of a test under the name of the tested relation, which would take its place.
 *
 * @param definer Who was given it: `columnTest`.
 * @throws KerrosError `E_INVALID_DEFINITION`.
 */
export function refuseInputModel(definer: string, inputs: unknown): void {
  if (!isPlainObject(inputs) || !Object.hasOwn(inputs, 'model')) return
  throw new KerrosError(
    'E_INVALID_DEFINITION',
    `${definer}(…) was given an input "model", as the tested relation is called`,
    {
      hint: 'Give it another name, and select from that: inputs: { other: raw.orders }.',
    },
  )
}

/** A name that can be selected, and be the name of a table. */
function checkTestName(name: unknown): readonly Diagnostic[] {
  if (name === undefined || (typeof name === 'string' && /^[\p{L}_][\p{L}\p{N}_]*$/u.test(name))) return []
  const given = typeof name === 'string' ? `"${name}"` : kindOf(name)
  return [
    invalid(
      `the option "name" is ${given}, not a name`,
      "Use letters, digits and underscores, and begin with no digit: name: 'one_order_a_day'.",
    ),
  ]
}

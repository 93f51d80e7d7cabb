import type { Definition } from '../definitions/definition.js'
import { brandedKind } from '../definitions/options/brand.js'
import { diagnosticsOf } from '../definitions/options/values/definition-diagnostics.js'
import { checkOptionNames, isPlainObject, type OptionNames } from '../definitions/options/values/option-checks.js'
import type { ExpressionTest, RelationTest } from '../definitions/relation-test.js'
import { checkWhere, TEST_OPTIONS, type TestedRows, type TestOptions } from '../definitions/test-options.js'
import type { Diagnostic } from '../errors/index.js'
import { expressionIsTrue } from '../tests/expression-is-true.js'
import type { NamedDefinition } from './collect-definitions.js'

/** A test of a whole relation, and the rows that it looks at. */
export interface WrittenRelationTest {
  readonly test: RelationTest<any>
  /** All rows when `undefined`. */
  readonly where: TestedRows<any> | undefined
}

/** The tests that a definition puts on a whole relation: its own, or another's when it is `testRelation`. */
export function relationTests(definition: Definition): readonly WrittenRelationTest[] {
  const tests = writtenTests(definition)
  const where = definition.kind === 'testRelation' ? definition.where : undefined
  return Array.isArray(tests) ? tests.filter(isEntry).map((entry) => readEntry(entry, where)) : []
}

/** What is wrong with the tests of a whole relation; tsc says most of it. */
export function checkRelationTests({ definition, name, file }: NamedDefinition): readonly Diagnostic[] {
  const tests = writtenTests(definition)
  if (tests === undefined) return []
  const at = { subject: name, at: file }
  if (!Array.isArray(tests) || !tests.every(isEntry))
    return [
      {
        code: 'E_INVALID_DEFINITION',
        message: `the tests of "${name}" are not a list of tests of a relation`,
        hint: "Call each test, and put them into a list: tests: [uniqueCombination(['order_id', 'line'])]. Tests of one column are in the option `columns`.",
        names: ['tests'],
        ...at,
      },
    ]
  return tests.flatMap((entry) =>
    checkEntry(entry).map((found) => ({ ...found, message: `"${name}": a test of its rows: ${found.message}`, ...at })),
  )
}

const EXPRESSION_OPTIONS: OptionNames<ExpressionTest<any>> = { ...TEST_OPTIONS, expression: true, where: true }

type Entry = RelationTest<any> | ExpressionTest<any>

function checkEntry(entry: Entry): readonly Diagnostic[] {
  const inTest = diagnosticsOf(readEntry(entry, undefined).test)
  if ('failures' in entry) return inTest
  return [...inTest, ...checkOptionNames(entry, EXPRESSION_OPTIONS), ...checkWhere(entry.where)]
}

function writtenTests(definition: Definition): unknown {
  switch (definition.kind) {
    case 'testRelation':
    case 'source':
      return definition.tests
    case 'model':
    case 'snapshot':
    case 'seed':
      return definition.options.tests
    default:
      return undefined
  }
}

/** Whether a value is a test in a list; without tsc it can be anything. */
function isEntry(entry: unknown): entry is Entry {
  if (brandedKind(entry) === 'relationTest') return true
  return isPlainObject(entry) && typeof entry['expression'] === 'function'
}

function readEntry(entry: Entry, where: TestedRows<any> | undefined): WrittenRelationTest {
  if ('failures' in entry) return { test: entry, where }
  const { expression, where: own, ...options } = entry
  const known = Object.entries(options).filter(([option]) => Object.hasOwn(TEST_OPTIONS, option))
  return { test: expressionIsTrue(expression, Object.fromEntries(known) as TestOptions), where: both(where, own) }
}

/** The rows for which both conditions hold. */
function both(one: TestedRows<any> | undefined, other: TestedRows<any> | undefined): TestedRows<any> | undefined {
  const conditions = [one, other].filter((each) => typeof each === 'function')
  return conditions.length > 1 ? (eb) => eb.and(conditions.map((condition) => condition(eb))) : conditions[0]
}

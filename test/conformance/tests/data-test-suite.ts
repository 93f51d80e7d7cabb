import {
  acceptedValues,
  between,
  type ColumnTest,
  integer,
  notNull,
  positive,
  relationships,
  source,
  type TestedRows,
  type TestOptions,
  testColumns,
  unique,
  varchar,
} from 'kerros'
import { afterAll, beforeAll, expect, it } from 'vitest'
import fc from '../../seeded-fast-check.js'
import { contractSuite, type EngineUnderTest } from '../contract-suite.js'
import { ScratchProject } from '../scratch-project.js'

interface Row {
  readonly id: number
  readonly n: number | null
  readonly s: string | null
}

const raw = source('raw', {
  t: { id: integer(), n: integer().nullable(), s: varchar().nullable() },
  o: { id: integer(), k: integer().nullable() },
})

/** A test of the column `n`, and the rows that fail it as docs/tests.md says. */
interface Tested {
  readonly test: (options: TestOptions) => ColumnTest<any>
  readonly failing: (rows: readonly Row[], others: readonly (number | null)[]) => readonly unknown[]
}

const known = (rows: readonly Row[]): readonly number[] => rows.flatMap(({ n }) => (n === null ? [] : [n]))

const TESTS: readonly Tested[] = [
  {
    test: unique,
    failing: (rows) => [...new Set(known(rows))].filter((n) => known(rows).filter((other) => other === n).length > 1),
  },
  { test: notNull, failing: (rows) => rows.filter(({ n }) => n === null) },
  { test: positive, failing: (rows) => known(rows).filter((n) => n <= 0) },
  { test: (options) => between(0, 2, options), failing: (rows) => known(rows).filter((n) => n < 0 || n > 2) },
  {
    test: (options) => acceptedValues([1, 3], options),
    failing: (rows) => known(rows).filter((n) => n !== 1 && n !== 3),
  },
  {
    test: (options) => relationships(raw.o, 'k', options),
    failing: (rows, others) => known(rows).filter((n) => !others.includes(n)),
  },
]

/** A condition, and whether it holds for a row: not where it is NULL. */
interface Condition {
  readonly where: TestedRows<Row> | undefined
  readonly holds: (row: Row) => boolean
}

const CONDITIONS: readonly Condition[] = [
  { where: undefined, holds: () => true },
  { where: (eb) => eb('s', '=', 'a'), holds: ({ s }) => s === 'a' },
  { where: (eb) => eb('model.s', '!=', 'a'), holds: ({ s }) => s !== null && s !== 'a' },
  { where: (eb) => eb.or([eb('n', '>', 1), eb('s', 'is', null)]), holds: ({ n, s }) => (n ?? 0) > 1 || s === null },
  { where: (eb) => eb.not(eb('n', '>', 1)), holds: ({ n }) => n !== null && n <= 1 },
  { where: (eb) => eb('id', 'in', [0, 2, 4]), holds: ({ id }) => id % 2 === 0 },
  { where: (eb) => eb('id', '>', 99), holds: () => false },
]

const OPERATORS: { readonly [operator: string]: (a: number, b: number) => boolean } = {
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '=': (a, b) => a === b,
  '!=': (a, b) => a !== b,
  '<>': (a, b) => a !== b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
}

interface Threshold {
  readonly operator: string
  readonly bound: number
}

interface Case {
  readonly test: number
  readonly condition: number
  readonly limit: number | undefined
  readonly severity: 'error' | 'warn' | undefined
  readonly errorIf: Threshold | undefined
  readonly warnIf: Threshold | undefined
}

const sometimes = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined })
const threshold = fc.record({
  operator: fc.constantFrom(...Object.keys(OPERATORS)),
  bound: fc.integer({ min: 0, max: 4 }),
})
/** A threshold that only more rows than the limit would reach is refused. */
function isReached(threshold: Threshold | undefined, limit: number | undefined): boolean {
  if (!threshold || limit === undefined) return true
  const reaching = [0, 1, 2, 3, 4, 5].filter((count) => OPERATORS[threshold.operator]!(count, threshold.bound))
  return reaching.length === 0 || reaching.some((count) => count <= limit)
}

const anyCase: fc.Arbitrary<Case> = fc.record({
  test: fc.nat(TESTS.length - 1),
  condition: fc.nat(CONDITIONS.length - 1),
  limit: sometimes(fc.integer({ min: 1, max: 3 })),
  severity: sometimes(fc.constantFrom('error', 'warn')),
  errorIf: sometimes(threshold),
  warnIf: sometimes(threshold),
})
const cases = anyCase.filter(
  ({ limit, severity, errorIf, warnIf }) =>
    isReached(warnIf, limit) && (severity === 'warn' || isReached(errorIf, limit)),
)
const rows: fc.Arbitrary<readonly Row[]> = fc.array(
  fc.record({
    id: fc.integer({ min: 0, max: 4 }),
    n: fc.option(fc.integer({ min: -1, max: 4 })),
    s: fc.option(fc.constantFrom('a', 'b')),
  }),
  { maxLength: 8 },
)
const others = fc.array(fc.option(fc.integer({ min: -1, max: 4 })), { maxLength: 4 })

/** What docs/tests.md says of a test. */
function expected({ test, condition, limit, severity, errorIf, warnIf }: Case, all: readonly Row[], keys: any) {
  const failing = TESTS[test]!.failing(all.filter(CONDITIONS[condition]!.holds), keys).length
  const failures = Math.min(failing, limit ?? failing)
  const none: Threshold = { operator: '!=', bound: 0 }
  const holds = ({ operator, bound } = none): boolean => OPERATORS[operator]!(failures, bound)
  const status = severity !== 'warn' && holds(errorIf) ? 'fail' : holds(warnIf) ? 'warn' : 'pass'
  return { failures, status }
}

function definition({ test, condition, limit, severity, errorIf, warnIf }: Case, i: number) {
  const text = (one: Threshold | undefined) => one && (`${one.operator} ${one.bound}` as never)
  const given = { name: `test_${i}`, limit, severity, errorIf: text(errorIf), warnIf: text(warnIf) }
  const options = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined))
  const { where } = CONDITIONS[condition]!
  return testColumns(raw.t, { n: [TESTS[test]!.test(options as TestOptions)] as never }, where ? { where } : {})
}

const literal = (value: unknown): string =>
  value === null ? 'null' : typeof value === 'string' ? `'${value}'` : `${value}`
const insert = (table: string, values: readonly (readonly unknown[])[]): readonly string[] =>
  values.length === 0
    ? []
    : [`insert into ${table} values ${values.map((row) => `(${row.map(literal).join(', ')})`).join(', ')}`]

/** Data tests with their options: which rows they look at, how many fail, and what that means. */
export function dataTestSuite(engine: EngineUnderTest): void {
  contractSuite('data tests', engine, () => {
    let scratch: ScratchProject
    beforeAll(async () => {
      scratch = await ScratchProject.create(engine)
      await scratch.execute('create schema raw', 'create table raw.t (id integer, n integer, s varchar)')
      await scratch.execute('create table raw.o (id integer, k integer)')
    })
    afterAll(() => scratch.remove())

    it('count and judge the rows that the documentation says', async () => {
      let judged = 0
      await fc.assert(
        fc.asyncProperty(rows, others, fc.array(cases, { minLength: 55, maxLength: 60 }), async (all, keys, some) => {
          await scratch.execute(
            'delete from raw.t',
            'delete from raw.o',
            ...insert(
              'raw.t',
              all.map(({ id, n, s }) => [id, n, s]),
            ),
            ...insert(
              'raw.o',
              keys.map((key, i) => [i, key]),
            ),
          )
          const tests = Object.fromEntries(some.map((one, i) => [`tests_${i}`, definition(one, i)]))
          const { nodes } = await scratch.build({ raw, ...tests })

          const found = some.map((_, i) => nodes.find(({ name }) => name === `test_${i}`)!)
          expect(found.map(({ failures, status }) => ({ failures, status }))).toEqual(
            some.map((one) => expected(one, all, keys)),
          )
          judged += found.length
        }),
        { numRuns: 5 },
      )
      expect(judged).toBeGreaterThanOrEqual(275)
    })
  })
}

import {
  aggregateEquality,
  atLeastOne,
  bigint,
  cardinalityEquality,
  double,
  equality,
  equalRowCount,
  fewerRowsThan,
  integer,
  mutuallyExclusiveRanges,
  notNullProportion,
  quantileBetween,
  sequential,
  source,
  testColumns,
  testRelation,
  timestamp,
  uniqueCombination,
  varchar,
} from 'kerros'
import { afterAll, beforeAll, expect, it } from 'vitest'
import fc from '../../seeded-fast-check.js'
import { contractSuite, type EngineUnderTest } from '../contract-suite.js'
import { ScratchProject } from '../scratch-project.js'
import * as oracle from './relation-test-oracle.js'

type Row = oracle.Row

const columns = {
  a: integer().nullable(),
  b: integer().nullable(),
  d: double().nullable(),
  e: double().nullable(),
  at: timestamp().nullable(),
  till: timestamp().nullable(),
  s: varchar().nullable(),
  u: varchar().nullable(),
  big: bigint().nullable(),
}
const raw = source('raw', { t: columns, o: columns })
const NAMES = Object.keys(columns)

/** A test that is put on `raw.t`, and how many rows fail it as docs/tests.md says. */
interface Case {
  readonly define: (name: string) => object
  readonly failing: (rows: readonly Row[], others: readonly Row[]) => number
}

const HOURS = 3_600_000
const START = Date.UTC(2024, 1, 27)
const number = fc.constantFrom('a', 'b', 'd', 'e', 'big')
const whole = fc.constantFrom('a', 'b', 'big')
const real = fc.constantFrom('d', 'e')
const any = fc.constantFrom(...NAMES)
const groupBy = fc.constantFrom<readonly string[]>([], [], ['s'], ['s', 'u'], ['a'], ['d'])
const compared = fc.constantFrom<readonly string[]>(['s'], ['s', 'u'], ['a', 'd'], ['at', 's'], ['a'], NAMES)

/** A condition over rows, and what it says of one: NULL where it is not known. */
const CONDITIONS: readonly {
  readonly condition: any
  readonly holds: (row: Row) => boolean | null
}[] = [
  { condition: (eb: any) => eb('s', '=', 'x'), holds: ({ s }) => (s === null ? null : s === 'x') },
  { condition: (eb: any) => eb('model.a', '>', 0), holds: ({ a }) => (a === null ? null : (a as number) > 0) },
  {
    condition: (eb: any) => eb.or([eb('a', '>', 1), eb('s', 'is', null)]),
    holds: ({ a, s }) => (s === null ? true : a === null ? null : (a as number) > 1),
  },
  {
    condition: (eb: any) => eb('a', '<=', eb.ref('b')),
    holds: ({ a, b }) => (a === null || b === null ? null : (a as number) <= (b as number)),
  },
  { condition: (eb: any) => eb('d', '<', 1), holds: ({ d }) => (d === null ? null : oracle.compare(d!, 1) < 0) },
]
const condition = fc.constantFrom(...CONDITIONS)
const rowsWhere = fc.option(condition, { nil: undefined, freq: 3 })

/** Puts a test of the relation on `raw.t`. */
function ofRelation(
  test: (name: string) => any,
  where: (typeof CONDITIONS)[number] | undefined,
  failing: Case['failing'],
): Case {
  const some = (rows: readonly Row[]) => rows.filter((row) => where === undefined || where.holds(row) === true)
  return {
    define: (name) => testRelation(raw.t, [test(name)], where === undefined ? {} : { where: where.condition }),
    failing: (rows, others) => failing(some(rows), others),
  }
}

function ofColumn(
  column: string,
  test: (name: string) => any,
  where: (typeof CONDITIONS)[number] | undefined,
  failing: Case['failing'],
): Case {
  const some = (rows: readonly Row[]) => rows.filter((row) => where === undefined || where.holds(row) === true)
  return {
    define: (name) =>
      testColumns(raw.t, { [column]: [test(name)] } as never, where === undefined ? {} : { where: where.condition }),
    failing: (rows, others) => failing(some(rows), others),
  }
}

const cases: fc.Arbitrary<Case> = fc.oneof(
  fc
    .tuple(
      compared.filter(({ length }) => length > 1),
      rowsWhere,
    )
    .map(([by, where]) =>
      ofRelation(
        (name) => uniqueCombination(by, { name }) as any,
        where,
        (rows) => oracle.uniqueCombination(rows, by),
      ),
    ),
  fc.tuple(condition, rowsWhere).map(
    ([expression, where]): Case => ({
      define: (name) => {
        const one = { expression: expression.condition, name }
        if (where === undefined) return testRelation(raw.t, [one])
        // Half of the cases say it in the one place, half in the other.
        return name.endsWith('0')
          ? testRelation(raw.t, [one], { where: where.condition })
          : testRelation(raw.t, [{ ...one, where: where.condition }])
      },
      failing: (rows) =>
        rows.filter((row) => (where === undefined || where.holds(row) === true) && expression.holds(row) === false)
          .length,
    }),
  ),
  fc
    .tuple(
      fc.constantFrom<readonly [string, string]>(['a', 'b'], ['d', 'e'], ['at', 'till'], ['s', 'u']),
      fc.constantFrom<readonly string[]>([], ['big'], ['s'], ['a']),
      fc.constantFrom('allowed' as const, 'not_allowed' as const, 'required' as const),
      fc.boolean(),
      rowsWhere,
    )
    .map(([[lower, upper], by, gaps, zeroLength, where]) => {
      const partitionBy = by.filter((column) => column !== lower && column !== upper)
      return ofRelation(
        (name) =>
          mutuallyExclusiveRanges<string, string, string>({
            lowerBound: lower,
            upperBound: upper,
            partitionBy,
            gaps,
            zeroLengthRangeAllowed: zeroLength,
            name,
          }),
        where,
        (rows) => oracle.mutuallyExclusiveRanges(rows, { lower, upper, partitionBy, gaps, zeroLength }),
      )
    }),
  fc.tuple(groupBy, fc.boolean(), rowsWhere).map(([by, isEqual, where]) =>
    ofRelation(
      (name) => (isEqual ? equalRowCount : fewerRowsThan)(raw.o, { groupBy: by as never, name }),
      where,
      (rows, others) => (isEqual ? oracle.equalRowCount : oracle.fewerRowsThan)(rows, others, by),
    ),
  ),
  fc.tuple(compared, rowsWhere).map(([by, where]) =>
    ofRelation(
      (name) => equality(raw.o, by as never, { name }),
      where,
      (rows, others) => oracle.equalRowCount(rows, others, by),
    ),
  ),
  fc
    .tuple(
      fc.oneof(
        fc.tuple(fc.constantFrom('sum' as const, 'avg' as const), whole, whole),
        fc.tuple(fc.constantFrom('min' as const, 'max' as const), number, number),
        fc.tuple(fc.constantFrom('count' as const, 'countDistinct' as const), any, any),
      ),
      groupBy,
      fc.constantFrom(0, 0, 1, 2.5),
      rowsWhere,
    )
    .map(([[aggregate, column, field], by, tolerance, where]) =>
      ofRelation(
        (name) =>
          aggregateEquality(raw.o, { aggregate, column, field: field as never, groupBy: by as never, tolerance, name }),
        where,
        (rows, others) => oracle.aggregateEquality(rows, others, { aggregate, column, field, groupBy: by, tolerance }),
      ),
    ),
  fc
    .tuple(
      fc.constantFrom<readonly [string, string]>(['a', 'a'], ['a', 'b'], ['d', 'e'], ['s', 'u'], ['at', 'till']),
      rowsWhere,
    )
    .map(([[column, field], where]) =>
      ofColumn(
        column,
        (name) => cardinalityEquality(raw.o, field as never, { name }),
        where,
        (rows, others) =>
          oracle.equalRowCount(
            rows.map((row) => ({ value: row[column]! })),
            others.map((row) => ({ value: row[field]! })),
            ['value'],
          ),
      ),
    ),
  fc.tuple(any, groupBy, rowsWhere).map(([column, by, where]) =>
    ofColumn(
      column,
      (name) => atLeastOne({ groupBy: by, name }),
      where,
      (rows) => oracle.atLeastOne(rows, column, by),
    ),
  ),
  fc
    .tuple(
      any,
      fc.constantFrom<readonly [number, number]>([50, 100], [75, 100], [7, 90], [0, 34], [100, 100]),
      groupBy,
      rowsWhere,
    )
    .map(([column, percent, by, where]) =>
      ofColumn(
        column,
        (name) => notNullProportion({ atLeast: percent[0] / 100, atMost: percent[1] / 100, groupBy: by, name }),
        where,
        (rows) => oracle.notNullProportion(rows, column, percent, by),
      ),
    ),
  fc.tuple(number, fc.constantFrom(1, 2, 0.5), groupBy, rowsWhere).map(([column, interval, by, where]) =>
    ofColumn(
      column,
      (name) => sequential({ interval, groupBy: by, name }),
      where,
      (rows) => oracle.sequential(rows, column, (before) => (before as number) + interval, by),
    ),
  ),
  fc
    .tuple(
      fc.constantFrom('at', 'till'),
      fc.constantFrom([1, 'hour', HOURS], [1, 'day', 24 * HOURS], [2, 'hour', 2 * HOURS]),
      groupBy,
      rowsWhere,
    )
    .map(([column, [interval, datepart, step], by, where]) =>
      ofColumn(
        column,
        (name) => sequential({ interval: interval as number, datepart: datepart as 'hour', groupBy: by, name }),
        where,
        (rows) =>
          oracle.sequential(rows, column, (before) => new Date((before as Date).getTime() + (step as number)), by),
      ),
    ),
  fc
    .tuple(
      fc.oneof(number, real),
      fc.constantFrom(10, 25, 50, 90, 95, 100),
      fc.constantFrom<readonly [number, number]>([0, 2], [-1, 0], [1, 1]),
      groupBy,
      rowsWhere,
    )
    .map(([column, percent, range, by, where]) =>
      ofColumn(
        column,
        (name) => quantileBetween(percent / 100, range, { groupBy: by, name }),
        where,
        (rows) => oracle.quantileBetween(rows, column, { percent, range }, by),
      ),
    ),
)

const integers = fc.option(fc.integer({ min: -1, max: 3 }), { freq: 4 })
const doubles = fc.option(
  fc.oneof(
    { weight: 2, arbitrary: fc.constantFrom(0, 0.5, 1, 1.5, 2) },
    fc.constantFrom(Number.NaN, Infinity, -Infinity),
  ),
  { freq: 4 },
)
const moments = fc.option(
  fc.constantFrom(0, 1, 2, 3, 24, 48, 72).map((hours) => new Date(START + hours * HOURS)),
  { freq: 4 },
)
const words = fc.option(fc.constantFrom('x', 'y'), { freq: 4 })
const row = fc.record({
  a: integers,
  b: integers,
  d: doubles,
  e: doubles,
  at: moments,
  till: moments,
  s: words,
  u: words,
  big: integers,
})
const anyRows: fc.Arbitrary<readonly Row[]> = fc.array(row, { maxLength: 6 })
/** Rows whose ranges follow each other, some of no length, some after a gap. */
const chains: fc.Arbitrary<readonly Row[]> = fc
  .tuple(anyRows, fc.infiniteStream(fc.tuple(fc.constantFrom(0, 1, 1, 2), fc.constantFrom(0, 0, 1))))
  .map(([all, steps]) => {
    let end = 0
    return all.map((one) => {
      const [length, gap] = steps.next().value
      const from = end + gap
      end = from + length
      const [at, till] = [from, end].map((hours) => new Date(START + hours * HOURS)) as [Date, Date]
      return { ...one, a: from, b: end, d: from, e: end, at, till }
    })
  })
const rows: fc.Arbitrary<readonly Row[]> = fc.oneof({ weight: 2, arbitrary: anyRows }, chains)
/** The other relation: often the same rows, in another order. */
const both = fc
  .tuple(rows, rows, fc.constantFrom('same', 'more', 'other'))
  .map(([own, other, kind]): readonly [readonly Row[], readonly Row[]] =>
    kind === 'other' ? [own, other] : [own, [...(kind === 'more' ? other : []), ...own.toReversed()]],
  )

function literal(value: oracle.Cell): string {
  if (value === null) return 'null'
  if (value instanceof Date) return `timestamp '${value.toISOString().slice(0, 19).replace('T', ' ')}'`
  if (typeof value === 'string') return `'${value}'`
  if (Number.isNaN(value)) return "cast('nan' as double)"
  return Number.isFinite(value) ? `${value}` : `cast('${value > 0 ? 'inf' : '-inf'}' as double)`
}

const insert = (table: string, all: readonly Row[]): readonly string[] =>
  all.map((one) => `insert into ${table} select ${NAMES.map((name) => literal(one[name]!)).join(', ')}`)

/** Tests of whole relations and of columns by groups: how many rows fail. */
export function relationTestSuite(engine: EngineUnderTest, { numRuns }: { readonly numRuns: number }): void {
  contractSuite('tests of relations', engine, () => {
    let scratch: ScratchProject
    beforeAll(async () => {
      scratch = await ScratchProject.create(engine)
      const table =
        'a integer, b integer, d double, e double, "at" timestamp, till timestamp, s varchar, u varchar, big bigint'
      await scratch.execute('create schema raw', `create table raw.t (${table})`, `create table raw.o (${table})`)
    })
    afterAll(() => scratch.remove())

    it('count the rows that the documentation says', async () => {
      let failing = 0
      let passing = 0
      await fc.assert(
        fc.asyncProperty(both, fc.array(cases, { minLength: 55, maxLength: 60 }), async ([own, others], some) => {
          await scratch.execute(
            'delete from raw.t',
            'delete from raw.o',
            ...insert('raw.t', own),
            ...insert('raw.o', others),
          )
          const tests = Object.fromEntries(some.map(({ define }, i) => [`tests_${i}`, define(`test_${i}`)]))
          const { nodes } = await scratch.build({ raw, ...tests })

          const found = some.map((_, i) => nodes.find(({ name }) => name === `test_${i}`)!)
          expect(found.map(({ name, failures, error }) => ({ name, failures, error }))).toEqual(
            some.map((one, i) => ({ name: `test_${i}`, failures: one.failing(own, others), error: undefined })),
          )
          for (const { status } of found) status === 'pass' ? passing++ : failing++
        }),
        // A smaller case would be looked for among sixty tests, for minutes.
        { numRuns, endOnFailure: true },
      )
      expect(failing).toBeGreaterThan(numRuns * 5)
      expect(passing).toBeGreaterThan(numRuns * 5)
    }, 300_000)
  })
}

import { isOperationNodeSource } from 'kysely'
import type { Diagnostic } from '../errors/index.js'
import { withArticle } from '../errors/wording.js'
import type { Ref } from '../query/ref.js'
import type { Analysis } from './analysis.js'
import type { Given, OtherRows } from './given.js'
import type { Model } from './model.js'
import { brand, brandedKind } from './options/brand.js'
import { invalid } from './options/values/definition-diagnostics.js'
import { checkOptionNames, type OptionNames, objectOrEmpty } from './options/values/option-checks.js'
import type { Snapshot } from './snapshot.js'

/** What a unit test can run. */
export type UnitTested<Row> = Model<Row> | Snapshot<Row> | Analysis<Row>

/** One run of several: what is read then, and when. */
export interface UnitTestRun {
  /** When the run begins. Default: one run a day from 2024-01-01 00:00 UTC. */
  readonly at?: Date
  /** All rows of relations at that time; one that is not mentioned stays as it was. */
  readonly given: readonly Given[]
}

/** What a {@link unitTest} gives and expects. */
export interface UnitTestOptions<Row> {
  /** What the test is about. */
  readonly description?: string
  /** Whether it counts. Default: true, if its model does. */
  readonly enabled?: boolean
  /** Tags by which it can be selected. */
  readonly tags?: readonly string[]
  /** The rows that are read. Models without rows are computed from what they read in turn. */
  readonly given?: readonly Given[]
  /** Of an incremental model: the rows that its table has already. With it, the run is an incremental one. */
  readonly existing?: readonly Partial<Row>[]
  /** Of a snapshot: several runs, one after the other, in place of `given`. */
  readonly runs?: readonly UnitTestRun[]
  /**
   * The rows that are expected, in any order: of an incremental model or a snapshot all rows of its table after the run. Only columns
   * that are named in one of the rows are compared; a row that leaves one of them out expects NULL.
   */
  readonly expect: readonly Partial<Row>[] | OtherRows<Row>
  /** When the run begins: what `now` and a snapshot say. Default: 2024-01-01 00:00 UTC. */
  readonly at?: Date
  /** Values of variables, as `--vars` gives them. */
  readonly vars?: { readonly [name: string]: string | number | boolean }
}

/** A test of a model's logic on rows that it gives itself (dbt's unit test). */
export interface UnitTest {
  readonly kind: 'unitTest'
  /** What is run. */
  readonly of: Ref<any> | Analysis<any>
  /** The options as they were passed. */
  readonly options: UnitTestOptions<any>
}

const OPTIONS: OptionNames<UnitTestOptions<any>> = {
  description: true,
  enabled: true,
  tags: true,
  given: true,
  existing: true,
  runs: true,
  expect: true,
  at: true,
  vars: true,
}

/**
 * Tests the logic of a model, snapshot or analysis on rows that the test gives, on a DuckDB in memory. `kerros build`
 * runs it before its model is built, and `kerros test` runs it, too.
 *
 * ```ts
 * export const revenue_without_returns = unitTest(customers, {
 *   given: [given(orders, [{ customer: 'Aino', amount: 5 }, { customer: 'Aino', amount: -5 }])],
 *   expect: [{ customer: 'Aino', revenue: 0 }],
 * })
 * ```
 * @param of The definition that is run; with its real materialization, if it has one.
 */
export function unitTest<Row>(of: UnitTested<Row>, options: UnitTestOptions<NoInfer<Row>>): UnitTest {
  const given = objectOrEmpty(options ?? {}) as UnitTestOptions<any>
  return brand<UnitTest>({ kind: 'unitTest', of: of as UnitTest['of'], options: Object.freeze({ ...given }) }, [
    ...checkTested(of),
    ...checkOptionNames(given, OPTIONS),
    ...checkExpected(given.expect),
    ...checkRuns(of, given),
  ])
}

const TESTED: ReadonlySet<string | undefined> = new Set(['model', 'snapshot', 'analysis'])

function checkTested(of: unknown): readonly Diagnostic[] {
  const kind = brandedKind(of)
  if (TESTED.has(kind)) return []
  const what = kind === undefined ? 'something other than a definition' : withArticle(kind)
  return [invalid(`unitTest was given ${what}`, 'Test a model, a snapshot or an analysis: unitTest(customers, { … }).')]
}

function checkExpected(expected: unknown): readonly Diagnostic[] {
  const hint = 'List the expected rows, [] for none: expect: [{ id: 1 }].'
  if (expected === undefined) return [invalid('a unit test has no option "expect"', hint, 'expect')]
  if (Array.isArray(expected)) return []
  const { query, ...texts } = objectOrEmpty((expected ?? {}) as object) as { readonly [name: string]: unknown }
  const isText = ['csv', 'csvFile', 'queryFile'].some((name) => typeof texts[name] === 'string')
  if (isText || isQuery(query)) return []
  return [invalid('the option "expect" of a unit test is no list of rows', hint, 'expect')]
}

function isQuery(query: unknown): boolean {
  return typeof query === 'object' && query !== null && isOperationNodeSource(query)
}

function checkRuns(of: unknown, { given, existing, runs, at }: UnitTestOptions<any>): readonly Diagnostic[] {
  const kind = brandedKind(of)
  const isIncremental = kind === 'model' && (of as Model<any>).materialization.hasIncrementalQuery === true
  return [
    ...(given !== undefined && !isGivenList(given) ? [noGiven('given')] : []),
    ...(existing !== undefined && !Array.isArray(existing)
      ? [invalid('the option "existing" of a unit test is no list of rows', 'List the rows of the table.', 'existing')]
      : []),
    ...(existing !== undefined && TESTED.has(kind) && !isIncremental
      ? [
          invalid(
            `the option "existing" is of incremental models, not of this ${kind}`,
            kind === 'snapshot' ? 'Give several runs: runs: [{ given: […] }, { given: […] }].' : 'Leave it out.',
            'existing',
          ),
        ]
      : []),
    ...(runs === undefined ? [] : checkSequence(kind, runs, { given, at })),
  ]
}

function checkSequence(
  kind: string | undefined,
  runs: unknown,
  { given, at }: { readonly given: unknown; readonly at: unknown },
): readonly Diagnostic[] {
  if (TESTED.has(kind) && kind !== 'snapshot')
    return [
      invalid(
        `the option "runs" is of snapshots, and the unit test is of ${withArticle(kind!)}`,
        'Give the rows of one run: given: […]; of an incremental model, what its table has: existing: […].',
        'runs',
      ),
    ]
  if (given !== undefined || at !== undefined)
    return [
      invalid(
        `a unit test has the options "runs" and "${given !== undefined ? 'given' : 'at'}"`,
        'Say it for each run: runs: [{ at: new Date(…), given: […] }].',
        'runs',
      ),
    ]
  if (!Array.isArray(runs) || runs.length === 0)
    return [invalid('the option "runs" of a unit test has no run', 'Give one or more: runs: [{ given: […] }].', 'runs')]
  return runs.every((run) => isGivenList((run as UnitTestRun | undefined)?.given)) ? [] : [noGiven('runs')]
}

function isGivenList(list: unknown): boolean {
  return (
    Array.isArray(list) &&
    list.every((each) => typeof each === 'object' && each !== null && 'of' in each && 'rows' in each)
  )
}

function noGiven(option: string): Diagnostic {
  return invalid(
    `the option "${option}" of a unit test is no list of given(…)`,
    'Write a list, also for one relation: given: [given(orders, rows)].',
    option,
  )
}

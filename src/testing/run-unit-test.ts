import type { RawBuilder } from 'kysely'
import type { Analysis } from '../core/definitions/analysis.js'
import type { RelationDefinition } from '../core/definitions/definition.js'
import type { OtherRows } from '../core/definitions/given.js'
import type { Model } from '../core/definitions/model.js'
import type { Snapshot } from '../core/definitions/snapshot.js'
import type { UnitTest, UnitTestOptions, UnitTestRun } from '../core/definitions/unit-test.js'
import { type Diagnostic, DiagnosticsError } from '../core/errors/index.js'
import { suggestName } from '../core/graph/suggest-name.js'
import type { OutputColumn } from '../core/infer/output-column.js'
import type { ComparedRow, UnitTestOutcome } from '../core/result/unit-test-outcome.js'
import { checkCall } from './check-call.js'
import { formatRowDifference } from './format-row-difference.js'
import { type ReadRows, readOtherRows } from './given-rows.js'
import { ownColumnNames } from './own-column-names.js'
import { isSame, rowDifference } from './row-difference.js'
import { TestWarehouse } from './test-warehouse.js'
import type { TestingOptions } from './testing-options.js'
import { RUN_TIME, subjectName } from './testing-options.js'
import { isInlined } from './testing-project.js'

const DAY = 24 * 60 * 60 * 1000

/**
 * Runs a unit test, as `kerros test` does: for test runners.
 *
 * ```ts
 * const { ok, text } = await runUnitTest(revenue_without_returns)
 * assert.ok(ok, text)
 * ```
 * @throws DiagnosticsError when given or expected rows do not match their columns, rows for a source are missing, or what is tested
 *   fails.
 */
export async function runUnitTest(test: UnitTest, options: TestingOptions = {}): Promise<UnitTestOutcome> {
  checkCall('runUnitTest', test, ['unitTest'])
  const root = options.root ?? process.cwd()
  const { rows, query } = await expectedRows(test.options.expect, root)
  const vars = { ...options.vars, ...test.options.vars }
  const { actual, columns, queried } = await tested(test, query, { ...options, vars })
  const known = columns ?? untypedColumns(actual)
  const spelled = known?.map(({ name }) => name)
  const expected = ownColumnNames(queried ?? rows, spelled, 'an expected row')
  const compared = comparedColumns(known, expected)
  const difference = rowDifference(expected, actual, { columns: compared, key: keyOf(test) })
  const ok = isSame(difference)
  return { ...difference, ok, text: ok ? '' : formatRowDifference(difference, compared) }
}

interface Tested {
  readonly actual: readonly ComparedRow[]
  readonly columns: readonly OutputColumn[] | undefined
  /** The expected rows, where a query has them. */
  readonly queried: readonly ComparedRow[] | undefined
}

function tested(
  { of, options: said }: UnitTest,
  expected: RawBuilder<unknown> | undefined,
  options: TestingOptions,
): Promise<Tested> {
  const subject = of as Model<any> | Snapshot<any> | Analysis<any>
  const name = subjectName(subject, options.names ?? {})
  const definition = subject.kind === 'analysis' ? undefined : (subject as RelationDefinition)
  const reads = definition ? { [name]: definition } : subject.inputs
  const runs = runsOf(said)
  const given = runs.flatMap((run) => run.given)
  const setup = { reads, subject: definition, given, options: { ...options, now: options.now ?? runs[0]!.at } }
  return TestWarehouse.use(setup, async (bench) => {
    if (said.existing && definition) await bench.store(definition, said.existing, runs[0]!.at)
    for (const { at, given: rows } of runs) {
      await bench.replace(rows)
      await bench.build({ startedAt: at })
    }
    const queried = expected && (await bench.rowsOf<ComparedRow>(expected))
    if (definition && !isInlined(definition))
      return { actual: await bench.read<ComparedRow>(definition), columns: bench.columnsOf(definition), queried }
    const { inputs, query } = subject
    const asked = { name, inputs, query, hasTypedRows: true, ...(definition && { definition }) }
    return { actual: await bench.query<ComparedRow>(asked), columns: bench.columnsOfQuery(asked), queried }
  })
}

/** The runs of a test: those that it lists, or the one that it describes. */
function runsOf({ runs, given = [], at = RUN_TIME }: UnitTestOptions<any>): readonly Required<UnitTestRun>[] {
  if (!runs) return [{ at, given }]
  return runs.map((run, i) => ({ at: run.at ?? new Date(RUN_TIME.getTime() + i * DAY), given: run.given }))
}

async function expectedRows(
  expect: UnitTestOptions<any>['expect'],
  root: string,
): Promise<Pick<ReadRows, 'rows' | 'query'>> {
  if (Array.isArray(expect)) return { rows: expect, query: undefined }
  return readOtherRows(expect as OtherRows<any>, root)
}

/** The columns of rows below raw SQL, which hides their types; `undefined` where no row shows them. */
function untypedColumns(actual: readonly ComparedRow[]): readonly OutputColumn[] | undefined {
  return actual[0] && Object.keys(actual[0]).map((name) => ({ name, type: undefined }))
}

/** The columns that an expected row names; all, when no row is expected. @throws DiagnosticsError `E_UNKNOWN_COLUMN`. */
function comparedColumns(
  known: readonly OutputColumn[] | undefined,
  expected: readonly ComparedRow[],
): readonly OutputColumn[] {
  const named = [...new Set(expected.flatMap((row) => Object.keys(row)))]
  const columns = known ?? named.map((name) => ({ name, type: undefined }))
  const names = columns.map(({ name }) => name)
  const unknown = named.filter((name) => !names.includes(name))
  if (unknown.length > 0) throw new DiagnosticsError(unknown.map((name) => unknownColumn(name, names)))
  return named.length === 0 ? columns : columns.filter(({ name }) => named.includes(name))
}

function unknownColumn(column: string, names: readonly string[]): Diagnostic {
  const nearest = suggestName(column, names)
  return {
    code: 'E_UNKNOWN_COLUMN',
    message: `an expected row has the column "${column}", which is not among the rows that are tested`,
    names: [column],
    hint: nearest ? `Did you mean "${nearest}"?` : `Columns are ${names.join(', ')}.`,
  }
}

/** What rows are known by, so that a row that differs is shown next to what it should be. A snapshot has several rows of a key. */
function keyOf({ of }: UnitTest): readonly string[] {
  const { materialization } = of as Partial<Model<any>>
  const identity = materialization?.identity
  return identity === undefined || identity.kind === 'snapshot' ? [] : (identity.uniqueKey ?? [])
}

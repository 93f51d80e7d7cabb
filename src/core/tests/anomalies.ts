import { double } from '../columns/index.js'
import { type ColumnTest, columnTest } from '../definitions/column-test.js'
import type { HistoryRule } from '../definitions/history-rule.js'
import { type RelationTest, relationTest } from '../definitions/relation-test.js'
import type { TestOptions } from '../definitions/test-options.js'
import { KerrosError } from '../errors/index.js'
import { avg, count, countDistinct, max, min, stddev, sum } from '../functions/aggregate-functions.js'
import { castTo } from '../functions/cast-functions.js'
import { columnOf } from '../query/column-of.js'
import { checkNumber } from './shared/check-number.js'

/** By which runs a value is judged, and how strictly. */
export interface AnomalyOptions extends Omit<TestOptions, 'errorIf' | 'warnIf' | 'limit'> {
  /** How many of the last runs the bounds are learnt from, from 2. Default: 14. */
  readonly runs?: number
  /** How many runs there have to be; with fewer, the test passes and says so. Default: 7, or `runs` if that is less. */
  readonly minRuns?: number
  /** How many standard deviations from the mean of those runs a value may be. Default: 3. */
  readonly stddevs?: number
  /** The bounds are at least this share of the mean away from it: 0.05 is 5 %. Default: 0. */
  readonly tolerance?: number
  /** Whether only greater values fail (`spike`), only lower ones (`drop`), or both. Default: `both`. */
  readonly direction?: 'both' | 'spike' | 'drop'
  /** Runs before this time are not looked at: for a level that has changed for good. Default: all count. */
  readonly since?: Date
}

const METRICS = { avg, sum, min, max, stddev } as const

/** What {@link columnAnomalies} measures of the values of a column. */
export type ColumnMetric = keyof typeof METRICS | 'countDistinct' | 'nullProportion'

/** Metrics of numbers refuse other columns. */
type Measured<M extends ColumnMetric> = M extends keyof typeof METRICS ? number | bigint | null : unknown

/**
 * Passes when the number of rows is within bounds that are learnt from the last runs: their mean, and `stddevs` standard
 * deviations around it. Each run records what it measures in `_kerros.measurements` of the target.
 * The generated SQL: `insert into "_kerros"."measurements" select … from (select count(*) as "value" from model) as "v" cross join
 * (select avg("value"), stddev("value"), … from (the last runs)) as "b"`
 */
export function volumeAnomalies(options: AnomalyOptions = {}): RelationTest<unknown> {
  const { rule, others } = readOptions('volumeAnomalies', options)
  const test = relationTest<any>({
    name: 'volume_anomalies',
    namespace: 'elementary',
    // How it judges is not part of its name, by which it finds its runs.
    arguments: {},
    options: others,
    failures: (db) => db.selectFrom('model as m').select(castTo(count(), double()).as('value')),
  })
  return Object.freeze({ ...test, history: { ...rule, metric: 'rows' } })
}

/**
 * Passes when a metric of a column is within bounds that are learnt from the last runs, as {@link volumeAnomalies} does for
 * the number of rows.
 *
 * @param metric `avg`, `sum`, `min`, `max` and `stddev` of numbers, `countDistinct` of any values, or `nullProportion`, the share of rows
 *   with NULL.
 */
export function columnAnomalies<const M extends ColumnMetric>(
  metric: M,
  options: AnomalyOptions = {},
): ColumnTest<Measured<M>> {
  const { rule, others } = readOptions('columnAnomalies', options)
  const all = [...Object.keys(METRICS), 'countDistinct', 'nullProportion']
  if (!all.includes(metric))
    throw new KerrosError('E_INVALID_DEFINITION', `columnAnomalies(…) was given "${String(metric)}" as the metric`, {
      hint: `It may be ${all.join(', ')}.`,
    })
  const test = columnTest<Measured<M>>({
    name: 'column_anomalies',
    namespace: 'elementary',
    arguments: { column_anomalies: metric },
    options: others,
    failures: (db, column) =>
      db.selectFrom('model as m').select((eb: any) => measured(eb, metric, columnOf('m', column)).as('value')),
  })
  return Object.freeze({ ...test, history: { ...rule, metric } })
}

function measured(eb: any, metric: ColumnMetric, column: any): any {
  if (metric === 'countDistinct') return castTo(countDistinct(column), double())
  if (metric === 'nullProportion') {
    const nulls = eb(castTo(count(), double()), '-', castTo(count(column), double()))
    return eb(nulls, '/', eb.fn('nullif', [castTo(count(), double()), eb.lit(0)]))
  }
  // Each engine has its own type for aggregates of decimals.
  return (METRICS[metric] as (x: any) => any)(castTo(column, double()))
}

const DIRECTIONS = ['both', 'spike', 'drop'] as const

function readOptions(test: string, options: AnomalyOptions) {
  const {
    runs = 14,
    minRuns = Math.min(7, runs),
    stddevs = 3,
    tolerance = 0,
    direction = 'both',
    since,
    ...others
  } = options
  refuseThresholds(test, others)
  const isCount = (value: number): boolean => Number.isSafeInteger(value) && value >= 2
  checkNumber(test, 'runs', runs, isCount)
  checkNumber(test, 'minRuns', minRuns, (value) => isCount(value) && value <= runs)
  checkNumber(test, 'stddevs', stddevs, (value) => value > 0)
  checkNumber(test, 'tolerance', tolerance, (value) => value >= 0)
  if (!DIRECTIONS.includes(direction))
    throw new KerrosError('E_INVALID_DEFINITION', `${test}(…) was given "${String(direction)}" as "direction"`, {
      hint: `It may be ${DIRECTIONS.join(', ')}.`,
    })
  if (since !== undefined && !(since instanceof Date && !Number.isNaN(since.getTime())))
    throw new KerrosError('E_INVALID_DEFINITION', `${test}(…) was given no valid time as "since"`, {
      hint: "Give a Date: { since: new Date('2026-01-31') }.",
    })
  const rule: Omit<HistoryRule, 'metric'> = { runs, minRuns, stddevs, tolerance, direction, since }
  return { rule, others }
}

/** One value is judged: a threshold of more failing rows would never be reached. */
function refuseThresholds(test: string, others: object): void {
  const found = ['errorIf', 'warnIf', 'limit'].find((option) => Object.hasOwn(others, option))
  if (found === undefined) return
  throw new KerrosError('E_INVALID_DEFINITION', `${test}(…) was given "${found}", and has one failing row or none`, {
    hint: "Leave it out. With severity: 'warn' it only warns.",
  })
}

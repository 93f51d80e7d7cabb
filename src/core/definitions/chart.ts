import type { Diagnostic } from '../errors/index.js'
import type { NoGroup, ReadableBy } from '../query/access.js'
import type { Ref, ROW } from '../query/ref.js'
import type { Analysis } from './analysis.js'
import { brand } from './options/brand.js'
import { invalid } from './options/values/definition-diagnostics.js'
import {
  checkAbout,
  checkChoice,
  checkNeeded,
  checkOptionNames,
  checkString,
  kindOf,
  type OptionNames,
  objectOrEmpty,
} from './options/values/option-checks.js'

/** Columns of `Row` whose values are numbers. */
type NumericColumn<Row> = {
  [K in keyof Row & string]: NonNullable<Row[K]> extends number | bigint ? K : never
}[keyof Row & string]

/** A picture of a relation's or an analysis' rows. */
export interface Chart {
  readonly kind: 'chart'
  /** The relation or the analysis whose rows are drawn. */
  readonly of: Ref<any> | Analysis<any>
  /** Whether each row is a bar or a point of a line. */
  readonly mark: 'bar' | 'line'
  /** The column along the category axis. */
  readonly category: string
  /** The column whose numbers are drawn. */
  readonly value: string
  /** Where the bars point. */
  readonly orientation: 'horizontal' | 'vertical'
  /** The heading; `undefined` for one made from the columns' names. */
  readonly title: string | undefined
  /** What the chart shows, for readers. */
  readonly description: string | undefined
  /** Draw at most this number of rows. */
  readonly limit: number | undefined
  /** Words to select it by: `--select tag:weekly`. */
  readonly tags: readonly string[]
}

/** What a {@link chart} shows, and how. */
export interface ChartOptions<Row> {
  /** Whether each row is a bar or a point of a line. */
  readonly mark: 'bar' | 'line'
  /** The column along the category axis. */
  readonly category: keyof Row & string
  /** The column whose numbers are drawn. */
  readonly value: NumericColumn<Row>
  /** Where the bars point. Default: `vertical`. */
  readonly orientation?: 'horizontal' | 'vertical'
  /** The heading. Default: made from the columns' names, as in "Order count by country". */
  readonly title?: string
  /** What the chart shows, for the documentation site, reports and `manifest.json`. */
  readonly description?: string
  /**
   * The greatest number of rows that are drawn; the picture says if there are more. Default: 100 bars, or 5,000 points
   * of a line.
   */
  readonly limit?: number
  /** Words to select it by: `--select tag:weekly`. Default: none. */
  readonly tags?: readonly string[]
}

const OPTIONS: OptionNames<ChartOptions<any>> = {
  mark: true,
  category: true,
  value: true,
  orientation: true,
  title: true,
  description: true,
  limit: true,
  tags: true,
}

/**
 * Defines a chart over a model or an analysis; both axes are columns of its row.
 *
 * ```ts
 * export const ratings_by_genre = chart(genre_ratings, { mark: 'bar', category: 'genre', value: 'rating_count' })
 * ```
 */
export function chart<Row>(
  of: ((Ref<Row> & ReadableBy<NoGroup>) | Analysis<Row>) & { readonly [ROW]: Row },
  options: ChartOptions<NoInfer<Row>>,
): Chart {
  const { mark, category, value, orientation, title, description, limit, tags } = objectOrEmpty(options)
  const diagnostics = [
    ...checkOptionNames(options, OPTIONS),
    ...checkNeeded({ mark, category, value }, ['mark', 'category', 'value']),
    ...checkChoice('mark', mark, ['bar', 'line']),
    ...checkChoice('orientation', orientation, ['horizontal', 'vertical']),
    ...checkString('title', title),
    ...checkLimit(limit),
    ...checkAbout({ description, tags }),
  ]
  return brand<Chart>(
    {
      kind: 'chart',
      of,
      mark,
      category,
      value,
      orientation: orientation ?? 'vertical',
      title,
      description,
      limit,
      tags: tags ?? [],
    },
    diagnostics,
  )
}

function checkLimit(limit: unknown): readonly Diagnostic[] {
  if (limit === undefined || (Number.isInteger(limit) && (limit as number) > 0)) return []
  const what = typeof limit === 'number' ? String(limit) : kindOf(limit)
  return [
    invalid(`the option "limit" is ${what}, not a whole number from 1`, 'Say how many rows are drawn, as 20.', 'limit'),
  ]
}

import type { Diagnostic } from '../errors/index.js'
import type { Ref, ROW } from '../query/ref.js'
import type { Analysis } from './analysis.js'
import { brand } from './options/brand.js'
import { invalid } from './options/definition-diagnostics.js'
import {
  checkAbout,
  checkChoice,
  checkNeeded,
  checkOptionNames,
  checkString,
  kindOf,
  type OptionNames,
  objectOrEmpty,
} from './options/option-checks.js'

/** Columns of `Row` whose values are numbers. */
type NumericColumn<Row> = {
  [K in keyof Row & string]: NonNullable<Row[K]> extends number | bigint ? K : never
}[keyof Row & string]

/** A picture of a relation's or an analysis' rows. */
export interface Chart {
  readonly kind: 'chart'
  readonly of: Ref<any> | Analysis<any>
  readonly mark: 'bar' | 'line'
  /** The column along the category axis. */
  readonly category: string
  /** The column whose numbers are drawn. */
  readonly value: string
  readonly orientation: 'horizontal' | 'vertical'
  readonly title: string | undefined
  readonly description: string | undefined
  /** Draw at most this number of rows. */
  readonly limit: number | undefined
  readonly tags: readonly string[]
}

/** What a {@link chart} shows, and how. */
export interface ChartOptions<Row> {
  readonly mark: 'bar' | 'line'
  readonly category: keyof Row & string
  readonly value: NumericColumn<Row>
  /** Where the bars point; default `vertical`. */
  readonly orientation?: 'horizontal' | 'vertical'
  readonly title?: string
  readonly description?: string
  readonly limit?: number
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
  of: (Ref<Row> | Analysis<Row>) & { readonly [ROW]: Row },
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

import { type RelationTest, relationTest } from '../definitions/relation-test.js'
import type { TestOptions } from '../definitions/test-options.js'
import { KerrosError } from '../errors/index.js'
import type { Temporal } from '../functions/date-functions.js'
import { lead } from '../functions/window-functions.js'
import { columnOf, selectedColumn } from '../query/column-of.js'
import { checkColumns } from './shared/check-columns.js'
import { freeName } from './shared/free-name.js'

/** What the bounds of a range can be. */
type Bound = number | bigint | string | Temporal

/** Which ranges {@link mutuallyExclusiveRanges} accepts. */
export interface RangeOptions<L extends string, U extends string, P extends string> extends TestOptions {
  /** The column with the first value of a range. */
  readonly lowerBound: L
  /** The column with the first value after a range; NULL for a range without an end. */
  readonly upperBound: U
  /** Ranges are compared within the rows that share these columns. Default: all rows. */
  readonly partitionBy?: readonly P[]
  /** Whether there may, must not or must be something between two ranges. Default: `'allowed'`. */
  readonly gaps?: 'allowed' | 'not_allowed' | 'required'
  /** Whether a range may end where it begins. Default: false. */
  readonly zeroLengthRangeAllowed?: boolean
}

/** How the end of a range and the beginning of the next one must not be, by what is said of gaps. */
const OVERLAPS = { allowed: '>', not_allowed: '!=', required: '>=' } as const

/**
 * Passes when no two ranges overlap: each ends, at the latest, where the next one begins.
 * The generated SQL: `select … from (select …, lead("valid_from") over(partition by … order by "valid_from", "valid_to") …)
 * where "valid_from" is null or "valid_to" <= "valid_from" or ("next_lower_bound" is not null and …)`
 */
export function mutuallyExclusiveRanges<const L extends string, const U extends string, const P extends string = never>(
  options: RangeOptions<L, U, P>,
): RelationTest<{ readonly [K in NoInfer<L | U>]: Bound } & { readonly [K in NoInfer<P>]: unknown }> {
  const {
    lowerBound,
    upperBound,
    partitionBy = [],
    gaps = 'allowed',
    zeroLengthRangeAllowed = false,
    ...others
  } = options
  const columns = [...partitionBy, lowerBound, upperBound]
  checkColumns('mutuallyExclusiveRanges', columns)
  if (!Object.hasOwn(OVERLAPS, gaps))
    throw new KerrosError('E_INVALID_DEFINITION', `mutuallyExclusiveRanges(…) was given "${String(gaps)}" as "gaps"`, {
      hint: `It may be ${Object.keys(OVERLAPS).join(', ')}.`,
    })
  const next = freeName('next_lower_bound', columns)
  return relationTest({
    name: 'mutually_exclusive_ranges',
    namespace: 'dbt_utils',
    arguments: {
      lower_bound_column: lowerBound,
      upper_bound_column: upperBound,
      ...(partitionBy.length > 0 && { partition_by: partitionBy }),
      ...(options.gaps !== undefined && { gaps }),
      ...(zeroLengthRangeAllowed && { zero_length_range_allowed: true }),
    },
    columns: { model: columns },
    options: others,
    failures: (db) => {
      const ranges = db.selectFrom('model as m').select([
        ...columns.map((column) => selectedColumn('m', column)),
        lead(columnOf('m', lowerBound))
          .over((window) =>
            [lowerBound, upperBound].reduce<any>(
              (ordered, column) => ordered.orderBy(columnOf('m', column), (order: any) => order.asc().nullsLast()),
              partitionBy.length === 0
                ? window
                : window.partitionBy(partitionBy.map((column) => columnOf('m', column))),
            ),
          )
          .as(next),
      ])
      const [lower, upper, following] = [lowerBound, upperBound, next].map((column) => columnOf('r', column)) as any[]
      return db
        .selectFrom(ranges.as('r'))
        .select([...columns, next].map((column) => selectedColumn('r', column)))
        .where((eb) =>
          eb.or([
            eb(lower, 'is', null),
            eb(upper, zeroLengthRangeAllowed ? '<' : '<=', lower),
            eb.and([
              eb(following, 'is not', null),
              eb.or([eb(upper, 'is', null), eb(upper, OVERLAPS[gaps], following)]),
            ]),
          ]),
        )
    },
  })
}

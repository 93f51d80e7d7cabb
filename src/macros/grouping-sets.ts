import {
  type AliasedExpression,
  ExpressionWrapper,
  expressionBuilder,
  FunctionNode,
  type Selection,
  type StringReference,
  TupleNode,
} from 'kysely'
import { KerrosError } from '../core/errors/index.js'
import { canonicalName } from '../core/functions/call/canonical-function.js'
import { orNull } from '../core/functions/index.js'
import type { SelectHelper } from './query-column.js'

/** By which columns {@link groupingSets} groups: each set by itself, one column less each time, or every combination. */
export type GroupingSets<C> =
  | { readonly sets: readonly (readonly C[])[] }
  | { readonly rollup: readonly C[] }
  | { readonly cube: readonly C[] }

/** The columns that are grouped by; each is NULL in the rows of sets without it. */
export type GroupedColumns<DB, TB extends keyof DB, C> = {
  [K in keyof Selection<DB, TB, C & string>]: Selection<DB, TB, C & string>[K] | null
}

/**
 * Groups by several sets of columns in one query, and selects these columns: subtotals and totals. For `$call`; aggregates
 * are selected after it. A column is NULL in the rows of the sets without it; `grouping(x)` is 1 there, and 0 where NULL is a
 * value of the column. The empty set is the total of all rows, which has a row even if nothing is read.
 *
 * ```ts
 * db.selectFrom('o')
 *   .$call(groupingSets({ rollup: ['o.country', 'o.city'] }))
 *   .select((eb) => [orNull(sum(eb.ref('o.amount'))).as('amount'), grouping(eb.ref('o.city')).as('is_all_cities')])
 * ```
 * The generated SQL, on both engines (Snowflake: names in upper case): `select "o"."country", "o"."city", … from … group by
 * grouping sets (("o"."country", "o"."city"), ("o"."country"), ())`
 *
 * @throws KerrosError `E_INVALID_OPTION` without columns, for a column that is named twice in a set, and for more than 128 sets.
 */
export function groupingSets<DB, TB extends keyof DB, O, const C extends string>(
  by: GroupingSets<C & NoInfer<StringReference<DB, TB>>>,
): SelectHelper<DB, TB, O, O & GroupedColumns<DB, TB, C>> {
  const sets = checkedSets(setsOf(by as GroupingSets<string>))
  const columns = [...new Set(sets.flat())]
  const eb = expressionBuilder<any, any>()
  return (qb) => {
    const tuples = sets.map((set) => TupleNode.create(set.map((column) => eb.ref(column).toOperationNode())))
    const node = FunctionNode.create(canonicalName('grouping_sets'), tuples)
    const selected = columns.map(
      (column) => orNull(eb.ref(column)).as(column.split('.').at(-1)!) as AliasedExpression<unknown, string>,
    )
    return (qb as any).groupBy(new ExpressionWrapper(node)).select(selected)
  }
}

function setsOf(by: GroupingSets<string>): readonly (readonly string[])[] {
  if ('sets' in by) return by.sets
  if ('rollup' in by) return [...by.rollup, undefined].map((_, i) => by.rollup.slice(0, by.rollup.length - i))
  if (by.cube.length > 7) return Array.from({ length: MOST + 1 }, () => by.cube)
  const subsets = Array.from({ length: 2 ** by.cube.length }, (_, mask) =>
    by.cube.filter((_column, i) => (mask & (1 << i)) === 0),
  )
  return subsets
}

/** Snowflake's own limit. */
const MOST = 128

function checkedSets(sets: readonly (readonly string[])[]): readonly (readonly string[])[] {
  if (sets.flat().length === 0)
    throw new KerrosError('E_INVALID_OPTION', 'groupingSets has no columns to group by', {
      hint: "Name them: { rollup: ['o.country', 'o.city'] }, { cube: […] } or { sets: [['o.country'], []] }.",
    })
  if (sets.length > MOST)
    throw new KerrosError('E_INVALID_OPTION', `groupingSets has more than ${MOST} sets`, {
      hint: 'A cube has at most 7 columns: name the sets that you need with { sets: [ … ] }.',
    })
  const keys = sets.map((set) => JSON.stringify([...set].sort()))
  if (new Set(keys).size < keys.length || sets.some((set) => new Set(set).size < set.length))
    throw new KerrosError('E_INVALID_OPTION', 'groupingSets has a set twice, or a column twice in a set', {
      hint: 'Each row would be there twice: name each once.',
    })
  return sets
}

import type { Column, Columns } from '../../columns/index.js'
import type { Diagnostic } from '../../errors/index.js'
import { didYouMean } from '../../graph/did-you-mean.js'
import { invalid } from './values/definition-diagnostics.js'
import { kindOf } from './values/kind-of.js'

/** The columns that can be a `sampleKey`: those whose values every engine writes as the same text. */
export type SampleKeyColumn<C extends Columns> = {
  [K in keyof C]: C[K] extends Column<infer V>
    ? [NonNullable<V>] extends [string | number | bigint]
      ? K
      : never
    : never
}[keyof C]

const TYPES = ['varchar', 'integer', 'bigint']

/** What is wrong with the `sampleKey` of a table. */
export function checkSampleKey(sampleKey: unknown, columns: Columns, table: string): readonly Diagnostic[] {
  if (sampleKey === undefined) return []
  const refused = (what: string, hint: string) => [
    invalid(`the option "sampleKey" of table "${table}" ${what}`, hint, 'sampleKey'),
  ]
  if (typeof sampleKey !== 'string')
    return refused(`is ${kindOf(sampleKey)}, not a column`, "Name one column: sampleKey: 'customer_id'.")
  const column = Object.hasOwn(columns, sampleKey) ? columns[sampleKey] : undefined
  if (!column)
    return refused(
      `names the column "${sampleKey}", which is not there`,
      didYouMean(sampleKey, Object.keys(columns), 'Its columns are'),
    )
  const { name } = column.type
  return TYPES.includes(name)
    ? []
    : refused(`names the column "${sampleKey}", which is ${name}`, 'Name a varchar, an integer or a bigint.')
}

import { columnOf } from '../../../core/query/column-of.js'
import { canonical } from '../../statement/canonical-call.js'
import { statementBuilder } from '../../statement/statement.js'

/** Into what parts a timestamp or a date is cut. */
export type Granularity = 'hour' | 'day' | 'month' | 'year'

/** What says to which group a row belongs: a run replaces whole groups. */
export interface RowGroups {
  readonly columns: readonly string[]
  /** The rows of one hour, day, … are a group, not those with one value. */
  readonly granularity?: Granularity | undefined
}

/** `"t"."day" is not distinct from "b"."day"` for each column: NULL is a group, too. */
export function inSameGroup({ columns, granularity }: RowGroups, one: string, other: string) {
  const value = (alias: string, column: string) => {
    const reference = columnOf(alias, column)
    return granularity ? canonical('date_trunc', [granularity, reference]) : reference
  }
  return statementBuilder.and(
    columns.map((column) => statementBuilder(value(one, column), 'is not distinct from', value(other, column))),
  )
}

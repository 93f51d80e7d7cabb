import type { SqlType } from '../../core/columns/index.js'
import type { OutputColumn } from '../../core/infer/output-column.js'

/** The types that follow from a query, by column. */
export function expectedTypes(columns: readonly OutputColumn[]): { readonly [column: string]: SqlType } {
  return Object.fromEntries(columns.flatMap(({ name, type }) => (type ? [[name, type]] : [])))
}

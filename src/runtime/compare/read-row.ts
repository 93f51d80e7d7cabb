import type { OperationNode } from 'kysely'

/** A row of a result, decoded. */
export type ReadRow = { readonly [column: string]: unknown }

/** Runs a query, and returns its rows. */
export type RunQuery = (query: OperationNode) => Promise<readonly ReadRow[]>

/** A count; a sum of no rows is NULL. */
export function numberOf(row: ReadRow, name: string): number {
  return Number(row[name] ?? 0)
}

import type { Interval } from '../batches/interval.js'
import type { Relation } from './relation.js'

/** An interval of a relation that is complete. */
export interface RecordedInterval extends Interval {
  /** What the relation's mark says while these are its rows. */
  readonly generation: string
  /** A digest of the query that computed it. */
  readonly query: string
}

/** Where complete intervals are recorded in a database: next to what else kerros remembers there. */
export function intervalLedger(database: string): Relation {
  return { database, schema: '_kerros', name: 'intervals' }
}

/** The columns of the record, with their types. */
export const LEDGER_COLUMNS = {
  relation: 'varchar',
  generation: 'varchar',
  query: 'varchar',
  start_at: 'timestamp',
  end_at: 'timestamp',
  run_id: 'varchar',
} as const

/** What a relation is called in the record of its database, equal for spellings that differ only by case. */
export function ledgerKey({ schema, name }: Relation): string {
  return JSON.stringify([schema.toLowerCase(), name.toLowerCase()])
}

/** An interval, and whose it is, from a row of the record. */
export function recordedInterval(row: {
  readonly [column: string]: unknown
}): RecordedInterval & { readonly key: string } {
  const { relation, generation, query, start_at, end_at } = row
  return {
    key: String(relation),
    generation: String(generation),
    query: String(query),
    start: start_at as Date,
    end: end_at as Date,
  }
}

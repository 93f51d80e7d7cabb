import type { Relation } from './relation.js'

/** Where a database has what is known of nodes after runs: next to what else kerros remembers there. */
export function reuseTable(database: string): Relation {
  return { database, schema: '_kerros', name: 'reuse' }
}

/** Its columns, with their types: whose record it is, the run that wrote it and when, and the record as JSON. */
export const REUSE_COLUMNS = {
  subject: 'varchar',
  run_id: 'varchar',
  recorded_at: 'timestamp',
  record: 'varchar',
} as const

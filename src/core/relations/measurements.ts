import type { SqlTypeName } from '../columns/index.js'
import type { Relation } from './relation.js'

/** Where the values that tests have measured are recorded in a database: next to what else kerros remembers there. */
export function measurements(database: string): Relation {
  return { database, schema: '_kerros', name: 'measurements' }
}

/** The columns of the record, with their types; those that can be NULL are in {@link NULLABLE_MEASUREMENTS}. */
export const MEASUREMENT_COLUMNS = {
  relation: 'varchar',
  test: 'varchar',
  metric: 'varchar',
  filter: 'varchar',
  run_id: 'varchar',
  measured_at: 'timestamp',
  value: 'double',
  lower_bound: 'double',
  upper_bound: 'double',
  runs: 'bigint',
  is_outside: 'boolean',
} as const satisfies { readonly [column: string]: SqlTypeName }

/** What a measurement may lack: a value, and bounds while there are too few runs. */
export const NULLABLE_MEASUREMENTS: ReadonlySet<string> = new Set(['value', 'lower_bound', 'upper_bound'])

/** What a relation is called in the record, equal for spellings that differ only by case: with its database where that is another one. */
export function measuredKey({ database, schema, name }: Relation, recordedIn: string): string {
  const place = [schema.toLowerCase(), name.toLowerCase()]
  return JSON.stringify(
    database.toLowerCase() === recordedIn.toLowerCase() ? place : [database.toLowerCase(), ...place],
  )
}

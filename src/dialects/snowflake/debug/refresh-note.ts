import type { Relation } from '../../../core/relations/relation.js'
import type { Access, Verdict } from './access.js'
import { grantOwnershipSql, grantSql } from './grant-sql.js'
import { relationName, schemaName } from './places.js'
import type { SeenObject } from './seen-objects.js'

const REPLACES = 'kerros load --full-refresh, or a changed file where the source has no column _file, replaces'

/**
 * What replacing a whole source table takes beside what adding rows to it takes; `undefined` when the session has it, or
 * Snowflake does not tell whose the table is. A load makes the new table beside the old one, and swaps the two.
 *
 * @see https://docs.snowflake.com/en/sql-reference/sql/alter-table
 */
export function refreshNote(relation: Relation, found: SeenObject | undefined, access: Access): string | undefined {
  if (!found?.owner) return undefined
  const on = { kind: 'TABLE', name: relationName(relation) }
  const schema = { kind: 'SCHEMA', name: schemaName(relation) }
  const isOwner = access.owns(found.owner, on) === 'yes'
  const make = access.may('CREATE TABLE', schema)
  const lacksMake: readonly Verdict[] = isOwner ? ['no'] : ['no', 'unseen']
  const statements = [
    ...(lacksMake.includes(make) ? [grantSql(['CREATE TABLE'], schema, access.role)] : []),
    ...(isOwner ? [] : [grantOwnershipSql(on, access.role)]),
  ]
  if (statements.length === 0) return undefined
  const takes = isOwner ? 'a new table beside it' : `OWNERSHIP of it, which role ${found.owner} then has no more`
  return `${REPLACES} the whole table, and that takes ${takes}. If it is wanted: ${statements.join(' ')}`
}

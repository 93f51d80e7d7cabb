import type { Fix } from '../../../../core/ports/target-check.js'
import { quoteExactly } from '../../text/snowflake-identifier.js'
import type { Securable } from './role-grants.js'

/** The GRANT of privileges on one object: `grant usage on warehouse "W" to role "R";`. */
export function grantSql(privileges: readonly string[], on: Securable, role: string): string {
  return `grant ${privileges.join(', ').toLowerCase()} on ${objectSql(on)} to role ${quoteExactly(role)};`
}

/**
 * The GRANT that makes a role the owner of an object, whose other grants stay.
 *
 * @see https://docs.snowflake.com/en/sql-reference/sql/grant-ownership
 */
export function grantOwnershipSql(on: Securable, role: string): string {
  return `grant ownership on ${objectSql(on)} to role ${quoteExactly(role)} copy current grants;`
}

/** Statements about grants, and who may run them in schemas of all kinds, managed ones included. */
export function fix(statements: readonly string[]): Fix {
  return { runAs: 'SECURITYADMIN or another role that has MANAGE GRANTS', statements }
}

function objectSql({ kind, name }: Securable): string {
  return [kind.toLowerCase(), name.map(quoteExactly).join('.')].join(' ')
}

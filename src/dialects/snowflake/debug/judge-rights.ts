import type { TargetCheck } from '../../../core/ports/target-check.js'
import { quoteExactly } from '../text/snowflake-identifier.js'
import type { RoleGrants, Securable } from './role-grants.js'

/** Privileges that something takes. */
export interface Right {
  /** The check's name: `schema`. */
  readonly check: string
  /** What it is for, after "to": `build in MOVIELENS.DEV`. */
  readonly purpose: string
  readonly privileges: readonly string[]
  readonly on: Securable
}

/**
 * Says of each right whether or not a role has it, and the GRANT that gives what it lacks. Pure.
 *
 * @see https://docs.snowflake.com/en/user-guide/security-access-control-privileges
 */
export function judgeRights(rights: readonly Right[], grants: RoleGrants, role: string): readonly TargetCheck[] {
  const distinct = new Map(rights.map((right) => [JSON.stringify([right.check, right.privileges, right.on]), right]))
  return [...distinct.values()].map((right) => judged(right, grants, role))
}

function judged({ check: name, purpose, privileges, on }: Right, grants: RoleGrants, role: string): TargetCheck {
  const missing = privileges.filter((privilege) => !grants.has(privilege, on))
  if (missing.length === 0) return { name, status: 'ok', detail: `role ${role} can ${purpose}` }
  const object = `${on.kind.toLowerCase()} ${on.name.join('.')}`
  if (!grants.isKnown) {
    const detail = `to ${purpose}, role ${role} needs ${privileges.join(', ')} on ${object}; Snowflake shows none of its grants`
    return { name, status: 'unknown', detail, hint: grantSql(privileges, on, role) }
  }
  const detail = `role ${role} cannot ${purpose}: it lacks ${missing.join(', ')} on ${object}`
  return { name, status: 'missing', detail, hint: grantSql(missing, on, role) }
}

/** The GRANT of privileges on one object: `grant usage on warehouse "W" to role "R"`. */
export function grantSql(privileges: readonly string[], { kind, name }: Securable, role: string): string {
  const object = `${kind.toLowerCase()} ${name.map(quoteExactly).join('.')}`
  return `grant ${privileges.join(', ').toLowerCase()} on ${object} to role ${quoteExactly(role)};`
}

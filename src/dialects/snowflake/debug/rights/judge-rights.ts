import type { TargetCheck } from '../../../../core/ports/target-check.js'
import type { Access } from '../grants/access.js'
import { fix, grantOwnershipSql, grantSql } from '../grants/grant-sql.js'
import type { Securable } from '../grants/role-grants.js'

/** Privileges that something takes. */
export interface Right {
  /** The check's name: `schema`. */
  readonly check: string
  /** What it is for, after "to": `build in MOVIELENS.DEV`. */
  readonly purpose: string
  readonly privileges: readonly string[]
  readonly on: Securable
  /** What else may be the matter, in words. */
  readonly hint?: string | undefined
  /** What the privileges are not enough for. */
  readonly note?: string | undefined
}

/**
 * Says of each right whether a session has it, and the GRANT that gives what it lacks. Pure.
 *
 * @see https://docs.snowflake.com/en/user-guide/security-access-control-privileges
 */
export function judgeRights(rights: readonly Right[], access: Access): readonly TargetCheck[] {
  const distinct = new Map(rights.map((right) => [JSON.stringify([right.check, right.privileges, right.on]), right]))
  return [...distinct.values()].map((right) => judged(right, access))
}

function judged({ check: name, purpose, privileges, on, hint, note }: Right, access: Access): TargetCheck {
  const noted = note === undefined ? {} : { note }
  const { role } = access
  const verdicts = privileges.map((privilege) => ({ privilege, verdict: access.may(privilege, on) }))
  const lacking = verdicts.filter(({ verdict }) => verdict !== 'yes').map(({ privilege }) => privilege)
  if (lacking.length === 0) return { name, status: 'ok', detail: `role ${role} can ${purpose}`, ...noted }
  const object = `${on.kind.toLowerCase()} ${on.name.join('.')}`
  const way = {
    hint,
    ...noted,
    fix: fix([lacking.includes('OWNERSHIP') ? grantOwnershipSql(on, role) : grantSql(lacking, on, role)]),
  }
  if (verdicts.some(({ verdict }) => verdict === 'no')) {
    const detail = `role ${role} cannot ${purpose}: it lacks ${lacking.join(', ')} on ${object}`
    return { name, status: 'missing', detail, ...way }
  }
  const detail = `to ${purpose}, role ${role} needs ${lacking.join(', ')} on ${object}: ${access.doubt}`
  return { name, status: 'unknown', detail, ...way }
}

import type { RunShow } from '../catalog/show-pages.js'
import { quoteExactly } from '../text/snowflake-identifier.js'
import type { SessionState } from './checks/session-checks.js'
import { Access } from './grants/access.js'
import { readRoleGrants } from './grants/read-role-grants.js'

/** What a session may do, by SHOW GRANTS: by its role, by its secondary roles, and by what its user was granted itself. */
export async function readAccess(
  run: RunShow,
  role: string,
  { user, secondaryRoles, usesAll }: SessionState,
  databases: readonly string[],
): Promise<Access> {
  const others = [
    ...(secondaryRoles ?? []).map((name) => `role ${quoteExactly(name)}`),
    ...(usesAll && user !== undefined ? [`user ${quoteExactly(user)}`] : []),
  ]
  const [own, besides] = await Promise.all([
    readRoleGrants(run, [`role ${quoteExactly(role)}`, 'role "PUBLIC"'], databases),
    others.length > 0 ? readRoleGrants(run, others, databases) : undefined,
  ])
  return new Access(role, own, besides, secondaryRoles === undefined || secondaryRoles.length > 0)
}

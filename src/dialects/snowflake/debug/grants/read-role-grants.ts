import { type RunShow, SHOW_LIMIT } from '../../catalog/show-pages.js'
import { quoteExactly } from '../../text/snowflake-identifier.js'
import { unlessRefused } from '../objects/unless-refused.js'
import { type GrantRow, RoleGrants } from './role-grants.js'

/** How many roles are asked at most: administrators hold nearly all of an account. */
const MOST_ROLES = 100

/**
 * The grants of roles, and of the roles and database roles that they inherit, level by level. Each is asked once.
 *
 * The generated SQL:
 *
 * ```sql
 * show grants to role "KERROS_BUILDER"
 * show grants to role "PUBLIC"
 * show grants to database role "MOVIELENS"."READER"
 * ```
 *
 * @param run May run several statements in parallel.
 * @param grantees As in `role "KERROS_BUILDER"` or `user "KERROS"`.
 * @param databases Those of interest: a database role can only do something in its own.
 * @see https://docs.snowflake.com/en/sql-reference/sql/show-grants
 */
export async function readRoleGrants(
  run: RunShow,
  grantees: readonly string[],
  databases: readonly string[],
): Promise<RoleGrants> {
  const rows: GrantRow[] = []
  const asked = new Set<string>()
  let isComplete = true
  let isEmpty = true
  for (let level: readonly string[] = [...new Set(grantees)]; level.length > 0; ) {
    if (asked.size + level.length > MOST_ROLES) isComplete = false
    const next = level.slice(0, MOST_ROLES - asked.size)
    for (const grantee of next) asked.add(grantee)
    const found = await Promise.all(next.map((grantee) => unlessRefused(run<GrantRow>(`show grants to ${grantee}`))))
    // A SHOW without pages may be cut off.
    if (found.some((grants) => grants === undefined || grants.length >= SHOW_LIMIT)) isComplete = false
    if (found.some((grants) => grants?.length)) isEmpty = false
    const own = found.flatMap((grants) => grants ?? []).filter(isWhole)
    rows.push(...own)
    const inherited = new Set(own.flatMap((row) => inheritedRole(row, databases)))
    level = [...inherited].filter((grantee) => !asked.has(grantee))
  }
  // A role that may not see grants gets an empty list, and every role has some.
  return new RoleGrants(rows, [...asked].flatMap(namesOfRole), isComplete && !isEmpty)
}

/** The name as it is, and that of a database role also without its database, as owners are shown. */
function namesOfRole(grantee: string): readonly string[] {
  const name = grantee.replace(/^(database )?role /, '')
  return grantee.startsWith('database role ') ? [name, nameParts(name)[1]!] : [name]
}

/** Rows about users have had other columns. */
function isWhole(row: GrantRow): boolean {
  return [row.privilege, row.granted_on, row.name].every((text) => typeof text === 'string')
}

function inheritedRole({ privilege, granted_on, name }: GrantRow, databases: readonly string[]): readonly string[] {
  const kind = granted_on.toUpperCase().replaceAll('_', ' ')
  // Who owns a role does not have what it has.
  if (privilege.toUpperCase() !== 'USAGE') return []
  if (kind === 'ROLE' || kind === 'ACCOUNT ROLE') return [`role ${quoteExactly(unquoted(name))}`]
  if (kind !== 'DATABASE ROLE') return []
  const [database = '', ...role] = nameParts(name)
  return role.length > 0 && databases.includes(database)
    ? [`database role ${[database, role.join('.')].map(quoteExactly).join('.')}`]
    : []
}

function unquoted(name: string): string {
  return /^".*"$/s.test(name) ? name.slice(1, -1).replaceAll('""', '"') : name
}

/** `MOVIELENS."my role"` → `MOVIELENS`, `my role`. */
function nameParts(name: string): readonly string[] {
  return (name.match(/"(?:[^"]|"")*"|[^."]+/g) ?? []).map(unquoted)
}

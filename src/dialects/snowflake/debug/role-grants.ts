import type { RunShow } from '../catalog/show-pages.js'
import { quoteExactly } from '../text/snowflake-identifier.js'

/** Something that a privilege is granted on. */
export interface Securable {
  /** As SHOW GRANTS says it: `DATABASE`, `SCHEMA`, `WAREHOUSE`, `INTEGRATION`, `STAGE`. */
  readonly kind: string
  /** Its name, part by part, as Snowflake has it. */
  readonly name: readonly string[]
}

/** A row of SHOW GRANTS TO ROLE. */
export interface GrantRow {
  readonly privilege: string
  readonly granted_on: string
  /** With points between its parts, and quotes around those that need them. */
  readonly name: string
}

/** What a role may do, by itself and by the roles that are granted to it. */
export class RoleGrants {
  readonly #granted: ReadonlySet<string>

  constructor(rows: readonly GrantRow[]) {
    this.#granted = new Set(
      rows.map(({ privilege, granted_on, name }) => key(privilege, { kind: granted_on, name: nameParts(name) })),
    )
  }

  /** Whether or not Snowflake tells any grants: the right to see them may be missing. */
  get isKnown(): boolean {
    return this.#granted.size > 0
  }

  /** Whether or not the role has a privilege. An owner has all. */
  has(privilege: string, on: Securable): boolean {
    return this.#granted.has(key(privilege, on)) || this.#granted.has(key('OWNERSHIP', on))
  }
}

/**
 * The grants of a role, of the roles and database roles that it inherits, and of PUBLIC, which all have.
 *
 * @see https://docs.snowflake.com/en/sql-reference/sql/show-grants
 */
export async function readRoleGrants(run: RunShow, role: string): Promise<RoleGrants> {
  const rows: GrantRow[] = []
  const asked = new Set<string>()
  const waiting = [`role ${quoteExactly(role)}`, 'role "PUBLIC"']
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    if (asked.has(next)) continue
    asked.add(next)
    const found = await run<GrantRow>(`show grants to ${next}`)
    rows.push(...found)
    waiting.push(...found.flatMap(inheritedRole))
  }
  return new RoleGrants(rows)
}

function inheritedRole({ privilege, granted_on, name }: GrantRow): readonly string[] {
  const kind = granted_on.toUpperCase().replace('_', ' ')
  if (privilege.toUpperCase() !== 'USAGE' || (kind !== 'ROLE' && kind !== 'DATABASE ROLE')) return []
  return [`${kind.toLowerCase()} ${nameParts(name).map(quoteExactly).join('.')}`]
}

/** `MOVIELENS."my schema"` → `MOVIELENS`, `my schema`. */
function nameParts(name: string): readonly string[] {
  const parts = name.match(/"(?:[^"]|"")*"|[^."]+/g) ?? []
  return parts.map((part) => (part.startsWith('"') ? part.slice(1, -1).replaceAll('""', '"') : part))
}

function key(privilege: string, { kind, name }: Securable): string {
  return JSON.stringify([privilege.toUpperCase(), kind.toUpperCase(), ...name])
}

import type { TargetCheck } from '../../../../core/ports/target-check.js'
import type { RunShow } from '../../catalog/show-pages.js'
import { foldIdentifier } from '../../text/snowflake-identifier.js'
import { fix, grantSql } from '../grants/grant-sql.js'
import { unlessRefused } from '../objects/unless-refused.js'

/** What a session says of itself. */
export interface SessionState {
  readonly account: string | undefined
  readonly user: string | undefined
  readonly role: string | undefined
  readonly warehouse: string | undefined
  /** The other roles in use; `undefined` when Snowflake does not say. */
  readonly secondaryRoles: readonly string[] | undefined
  /** Whether all that the user has is in use, privileges of its own included. */
  readonly usesAll: boolean
}

/**
 * Asks a session who and where it is.
 *
 * @see https://docs.snowflake.com/en/sql-reference/functions-context
 */
export async function sessionState(run: RunShow): Promise<SessionState> {
  const [[row], roles] = await Promise.all([
    run<{ readonly [name: string]: string | null }>(
      'select current_account() as c_account, current_user() as c_user, current_role() as c_role, current_warehouse() as c_warehouse',
    ),
    unlessRefused(run<{ readonly c_roles: unknown }>('select current_secondary_roles() as c_roles')),
  ])
  const { c_account, c_user, c_role, c_warehouse } = row ?? {}
  return {
    account: c_account ?? undefined,
    user: c_user ?? undefined,
    role: c_role ?? undefined,
    warehouse: c_warehouse ?? undefined,
    ...secondaryRoles(roles?.[0]?.c_roles, c_role ?? ''),
  }
}

/** @param text As in `{"roles":"ANALYST,LOADER","value":"ALL"}`: those granted to the user, perhaps with the role itself. */
function secondaryRoles(text: unknown, role: string): Pick<SessionState, 'secondaryRoles' | 'usesAll'> {
  try {
    const { roles = '', value = '' } = JSON.parse(String(text)) as { readonly roles?: string; readonly value?: string }
    const names = String(roles ?? '')
      .split(',')
      .map((name) => name.trim())
    return {
      secondaryRoles: names.filter((name) => name !== '' && name !== role),
      usesAll: /^all$/i.test(String(value ?? '')),
    }
  } catch {
    return { secondaryRoles: undefined, usesAll: false }
  }
}

/**
 * Judges login, role and warehouse. Pure.
 *
 * @param wanted What the login names. A role that it may not have ends the login; a warehouse that it may not use is
 *   passed over in silence.
 */
export function sessionChecks(state: SessionState, wanted: Readonly<Record<string, string>>): readonly TargetCheck[] {
  const { account, user, role, secondaryRoles: others } = state
  const login: TargetCheck = { name: 'login', status: 'ok', detail: `${user} at ${account}` }
  if (role === undefined) {
    const hint = "Name one in the target, as in: role: 'TRANSFORMER', and grant it to the user."
    return [login, { name: 'role', status: 'missing', detail: 'the session has no role', hint }]
  }
  const detail = others?.length ? `${role}, and for all but CREATE also ${others.join(', ')}` : role
  return [login, { name: 'role', status: 'ok', detail }, warehouseCheck(state, wanted['warehouse'], role)]
}

function warehouseCheck({ warehouse, user }: SessionState, wanted: string | undefined, role: string): TargetCheck {
  const name = 'warehouse'
  if (warehouse !== undefined) return { name, status: 'ok', detail: warehouse }
  if (wanted === undefined)
    return {
      name,
      status: 'missing',
      detail: `no warehouse is named, and user ${user} has no default one`,
      hint: "Name one in the target, as in: warehouse: 'TRANSFORMING'.",
    }
  const folded = foldIdentifier(wanted)
  return {
    name,
    status: 'missing',
    detail: `there is no warehouse ${folded}, or role ${role} may not use it`,
    hint: `If it does not exist: create warehouse "${folded}" warehouse_size = xsmall auto_suspend = 60 initially_suspended = true;`,
    fix: fix([grantSql(['USAGE'], { kind: 'WAREHOUSE', name: [folded] }, role)]),
  }
}

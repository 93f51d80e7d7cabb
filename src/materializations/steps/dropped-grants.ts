import type { Grants } from '../../core/relations/relation-settings.js'

/** The grants that the others lack; the case of role names is ignored. */
export function droppedGrants(grants: Grants, others: Grants): Grants {
  const entries = Object.entries(grants).map(([privilege, roles]): [string, readonly string[]] => {
    const has = new Set((others[privilege] ?? []).map((role) => role.toLowerCase()))
    return [privilege, roles.filter((role) => !has.has(role.toLowerCase()))]
  })
  return Object.fromEntries(entries.filter(([, roles]) => roles.length > 0))
}

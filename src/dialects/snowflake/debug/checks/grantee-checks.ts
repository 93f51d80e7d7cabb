import type { NeededRelation, TargetCheck } from '../../../../core/ports/target-check.js'
import type { SchemaPlace } from '../../../../core/relations/relation.js'
import type { Grants } from '../../../../core/relations/relation-settings.js'
import { foldIdentifier, quoteExactly } from '../../text/snowflake-identifier.js'
import type { Access } from '../grants/access.js'
import { distinctSchemas, schemaName, shownSchema } from '../objects/places.js'
import type { SeenObjects } from '../objects/seen-objects.js'

/** The relations that give privileges to roles, each with the roles. @param byDefault What relations give that say nothing. */
export function givingRelations(
  relations: readonly NeededRelation[],
  byDefault: Grants | undefined,
): readonly { readonly place: SchemaPlace; readonly roles: readonly string[] }[] {
  return relations.flatMap(({ relation, grants = byDefault }) => {
    const roles = Object.values(grants ?? {}).flatMap((some) => some.map(foldIdentifier))
    return roles.length > 0 ? [{ place: relation, roles }] : []
  })
}

/**
 * Says whether the roles exist that get privileges on relations, and whether the session may give them.
 * Pure.
 *
 * @param known The account's roles; `undefined` when Snowflake does not say.
 */
export function granteeChecks(
  giving: ReturnType<typeof givingRelations>,
  known: ReadonlySet<string> | undefined,
  seen: SeenObjects,
  access: Access,
): readonly TargetCheck[] {
  const roles = [...new Set(giving.flatMap((one) => one.roles))]
  if (roles.length === 0) return []
  return [rolesCheck(roles, known), ...managedChecks(distinctSchemas(giving.map(({ place }) => place)), seen, access)]
}

function rolesCheck(roles: readonly string[], known: ReadonlySet<string> | undefined): TargetCheck {
  const unseen = roles.filter((role) => !known?.has(role))
  const name = 'grants'
  if (unseen.length === 0) return { name, status: 'ok', detail: `all roles that get grants exist: ${roles.join(', ')}` }
  return {
    name,
    status: 'unknown',
    detail: `roles that get grants are not seen: ${unseen.join(', ')}. The GRANT fails if there is no such role`,
    hint: unseen.map((role) => `If it does not exist: create role ${quoteExactly(role)};`).join('\n'),
  }
}

/** In a schema with managed access its owner gives privileges, the owners of what is in it do not. */
function managedChecks(places: readonly SchemaPlace[], seen: SeenObjects, access: Access): readonly TargetCheck[] {
  return places.flatMap((place): readonly TargetCheck[] => {
    if (!/managed access/i.test(seen.schema(place)?.options ?? '')) return []
    const verdicts = [
      access.may('OWNERSHIP', { kind: 'SCHEMA', name: schemaName(place) }),
      access.may('MANAGE GRANTS', { kind: 'ACCOUNT', name: [] }),
    ]
    if (verdicts.includes('yes')) return []
    const isSure = verdicts.every((verdict) => verdict === 'no')
    return [
      {
        name: 'grants',
        status: isSure ? 'missing' : 'unknown',
        detail: `${shownSchema(place)} has managed access: only its owner can grant privileges in it${isSure ? `, and role ${access.role} is not` : ` (${access.doubt})`}`,
        hint: 'Let its owner grant them on future objects (grant … on future tables in schema …), and leave out `grants`.',
      },
    ]
  })
}

import type { NeededRelation, TargetCheck } from '../../../../core/ports/target-check.js'
import type { Access } from '../grants/access.js'
import { fix, grantOwnershipSql } from '../grants/grant-sql.js'
import type { Securable } from '../grants/role-grants.js'
import { relationName, shownSchema } from '../objects/places.js'
import type { SeenObject, SeenObjects } from '../objects/seen-objects.js'

/** An existing relation of another owner. */
interface Foreign {
  readonly owner: string
  readonly on: Securable
  /** How sure it is that it cannot be replaced. */
  readonly verdict: 'no' | 'writable' | 'unseen'
}

/** How many relations a check names; the statements that fix it name all. */
const MOST_NAMES = 8

/**
 * Says which of the project's relations another role owns: CREATE OR REPLACE, ALTER and DROP are the owner's. One check for each
 * schema and owner. Pure.
 *
 * @see https://docs.snowflake.com/en/user-guide/security-access-control-privileges#table-privileges
 */
export function ownerChecks(
  relations: readonly NeededRelation[],
  seen: SeenObjects,
  access: Access,
): readonly TargetCheck[] {
  const groups = new Map<string, Foreign[]>()
  for (const { relation } of relations) {
    const foreign = foreignOf(relationName(relation), seen.relation(relation), access)
    if (!foreign) continue
    const key = JSON.stringify([shownSchema(relation), foreign.owner, foreign.verdict])
    groups.set(key, [...(groups.get(key) ?? []), foreign])
  }
  return [...groups.values()].map((group) => ownerCheck(group, access))
}

function foreignOf(name: readonly string[], found: SeenObject | undefined, access: Access): Foreign | undefined {
  if (!found?.owner) return undefined
  const on = { kind: kindOf(found), name }
  const verdict = access.owns(found.owner, on)
  if (verdict === 'yes') return undefined
  const isWritable = on.kind === 'TABLE' && access.may('INSERT', on) === 'yes'
  return { owner: found.owner, on, verdict: verdict === 'no' && isWritable ? 'writable' : verdict }
}

function ownerCheck(group: readonly Foreign[], { role, doubt }: Access): TargetCheck {
  const { owner, on, verdict } = group[0]!
  const names = group.map((one) => one.on.name[2])
  const listed =
    names.length > MOST_NAMES ? [...names.slice(0, MOST_NAMES), `${names.length - MOST_NAMES} more`] : names
  const what = `in ${on.name.slice(0, 2).join('.')}, role ${owner} owns ${listed.join(', ')}`
  const detail = {
    no: `${what}: role ${role} cannot replace them`,
    writable: `${what}: role ${role} can write to them, but not rebuild them`,
    unseen: `${what}; role ${role} needs to be the owner to replace them: ${doubt}`,
  }[verdict]
  return {
    name: 'owner',
    status: verdict === 'no' ? 'missing' : 'unknown',
    detail: group.length > 1 ? detail : detail.replaceAll(' them', ' it'),
    fix: fix(group.map((one) => grantOwnershipSql(one.on, role))),
  }
}

function kindOf({ kind, is_dynamic }: SeenObject): string {
  if (is_dynamic === 'Y') return 'DYNAMIC TABLE'
  return kind?.toUpperCase().includes('VIEW') ? kind.toUpperCase().replaceAll('_', ' ') : 'TABLE'
}

import type { TargetCheck } from '../../../../core/ports/target-check.js'
import type { SchemaPlace } from '../../../../core/relations/relation.js'
import type { RunShow } from '../../catalog/show-pages.js'
import { quoteSchema } from '../../text/quote-relation.js'
import { quoteExactly, quoteIdentifier } from '../../text/snowflake-identifier.js'
import type { Access } from '../grants/access.js'
import { fix } from '../grants/grant-sql.js'
import { shownSchema } from '../objects/places.js'
import type { SeenObjects } from '../objects/seen-objects.js'
import { unlessRefused } from '../objects/unless-refused.js'

/** What kerros reads of a row of SHOW FUTURE GRANTS. */
export interface FutureGrant {
  readonly privilege: string
  /** As in `TABLE` or `DYNAMIC_TABLE`. */
  readonly grant_on: string
  /** As in `ROLE` or `DATABASE_ROLE`. */
  readonly grant_to: string
  readonly grantee_name: string
}

/** Future grants of a schema and of its database, which count where the schema has none for a kind of object. */
export interface FutureGrants {
  readonly place: SchemaPlace
  readonly ofSchema: readonly FutureGrant[]
  readonly ofDatabase: readonly FutureGrant[]
}

const BUILT: ReadonlySet<string> = new Set(['TABLE', 'VIEW', 'DYNAMIC TABLE', 'SCHEMA'])

/**
 * The future grants of some schemas, as far as the session may see them: a SHOW for each schema and database.
 *
 * @see https://docs.snowflake.com/en/sql-reference/sql/show-grants
 */
export async function readFutureGrants(run: RunShow, places: readonly SchemaPlace[]): Promise<readonly FutureGrants[]> {
  const asked = new Map<string, Promise<readonly FutureGrant[]>>()
  const ask = (what: string): Promise<readonly FutureGrant[]> => {
    const known =
      asked.get(what) ?? unlessRefused(run<FutureGrant>(`show future grants in ${what}`)).then((rows) => rows ?? [])
    asked.set(what, known)
    return known
  }
  return Promise.all(
    places.map(async (place) => {
      const [ofSchema, ofDatabase] = await Promise.all([
        ask(`schema ${quoteSchema(place)}`),
        ask(`database ${quoteIdentifier(place.database)}`),
      ])
      return { place, ofSchema, ofDatabase }
    }),
  )
}

/** Says where what is built would become another role's, who then is the only one to replace it. Pure. */
export function futureOwnerChecks(
  found: readonly FutureGrants[],
  seen: SeenObjects,
  access: Access,
): readonly TargetCheck[] {
  return found.flatMap(({ place, ofSchema, ofDatabase }) => {
    const inDatabase = ofDatabase
      .filter((one) => !ofSchema.some((own) => kindOf(own) === kindOf(one)))
      .filter((one) => kindOf(one) !== 'SCHEMA' || !seen.schema(place))
    return [
      ...ownersIn(ofSchema, access).map((one) => check(place, one, `schema ${quoteSchema(place)}`, access)),
      ...ownersIn(inDatabase, access).map((one) =>
        check(place, one, `database ${quoteIdentifier(place.database)}`, access),
      ),
    ]
  })
}

function ownersIn(grants: readonly FutureGrant[], access: Access): readonly FutureGrant[] {
  return grants.filter(
    (one) =>
      one.privilege.toUpperCase() === 'OWNERSHIP' &&
      BUILT.has(kindOf(one)) &&
      access.actsAs(one.grantee_name) !== 'yes',
  )
}

function check(place: SchemaPlace, one: FutureGrant, where: string, access: Access): TargetCheck {
  const kind = `${kindOf(one).toLowerCase()}s`
  const [role, to] = [one.grantee_name, one.grant_to.toLowerCase().replaceAll('_', ' ')]
  const isSure = access.actsAs(role) === 'no'
  const what =
    kindOf(one) === 'SCHEMA'
      ? `role ${role} will own the schema ${shownSchema(place)} once it is created: role ${access.role} could not build in it`
      : `role ${role} will own ${kind} that are created in ${shownSchema(place)}: role ${access.role} could not replace them`
  return {
    name: 'future',
    status: isSure ? 'missing' : 'unknown',
    detail: isSure ? what : `${what} (${access.doubt})`,
    fix: fix([`revoke ownership on future ${kind} in ${where} from ${to} ${quoteExactly(role)};`]),
  }
}

function kindOf({ grant_on }: FutureGrant): string {
  return grant_on.toUpperCase().replaceAll('_', ' ')
}

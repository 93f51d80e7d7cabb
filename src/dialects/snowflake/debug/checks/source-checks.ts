import type { NeededSource, TargetCheck } from '../../../../core/ports/target-check.js'
import type { SchemaPlace } from '../../../../core/relations/relation.js'
import { quoteSchema } from '../../text/quote-relation.js'
import { foldIdentifier, quoteExactly } from '../../text/snowflake-identifier.js'
import { fix, grantSql } from '../grants/grant-sql.js'
import { distinctSchemas, schemaName, shownSchema } from '../objects/places.js'
import type { SeenObjects } from '../objects/seen-objects.js'

/** A source, and what came of reading nothing of it. */
export interface TriedSource extends NeededSource {
  readonly isThere: boolean
  /** Snowflake's words, when it is there and cannot be read. */
  readonly refusal: string | undefined
  /** Whether a privilege is missing, so that a GRANT fixes it. */
  readonly lacksRight?: boolean
}

/** Says which sources can be read, schema by schema, and the GRANTs for the others. Pure. */
export function sourceChecks(tried: readonly TriedSource[], role: string, seen: SeenObjects): readonly TargetCheck[] {
  return distinctSchemas(tried.map(({ relation }) => relation)).flatMap((place) => {
    const sources = tried.filter(({ relation }) => shownSchema(relation) === shownSchema(place))
    return schemaChecks(place, sources, role, seen)
  })
}

function schemaChecks(
  place: SchemaPlace,
  sources: readonly TriedSource[],
  role: string,
  seen: SeenObjects,
): readonly TargetCheck[] {
  const names = (some: readonly TriedSource[]) => some.map(({ relation }) => relation.name).join(', ')
  const readable = sources.filter(({ isThere, refusal }) => isThere && refusal === undefined)
  const toLoad = sources.filter(({ isThere, isLoaded }) => !isThere && isLoaded)
  const missing = sources.filter(({ isThere, isLoaded }) => !isThere && !isLoaded)
  const refused = sources.filter(({ refusal }) => refusal !== undefined)
  const check = (status: TargetCheck['status'], detail: string, lacksRight = status === 'missing'): TargetCheck => ({
    name: 'source',
    status,
    detail: `${shownSchema(place)}: ${detail}`,
    ...(lacksRight && { fix: fix(grantsToRead(place, role, seen)) }),
  })
  return [
    ...(readable.length > 0 ? [check('ok', `role ${role} can read ${names(readable)}`)] : []),
    ...(toLoad.length > 0 ? [check('ok', `kerros load creates ${names(toLoad)}`)] : []),
    ...(missing.length > 0 ? [check('missing', `role ${role} does not see ${names(missing)}`)] : []),
    ...refused.map(({ relation, refusal, lacksRight }) =>
      check('missing', `${relation.name}: ${refusal}`, lacksRight ?? false),
    ),
  ]
}

/** What a role needs to read a schema, tables to come included. */
function grantsToRead(place: SchemaPlace, role: string, seen: SeenObjects): readonly string[] {
  const [object, to] = [quoteSchema(place), quoteExactly(role)]
  const usage = seen.schema(place)
    ? []
    : [
        grantSql(['USAGE'], { kind: 'DATABASE', name: [foldIdentifier(place.database)] }, role),
        grantSql(['USAGE'], { kind: 'SCHEMA', name: schemaName(place) }, role),
      ]
  return [
    ...usage,
    `grant select on all tables in schema ${object} to role ${to};`,
    `grant select on all views in schema ${object} to role ${to};`,
    `grant select on future tables in schema ${object} to role ${to};`,
  ]
}

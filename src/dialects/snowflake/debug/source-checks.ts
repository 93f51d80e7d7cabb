import type { SchemaPlace } from '../../../core/ports/relation.js'
import type { NeededSource, TargetCheck } from '../../../core/ports/target-check.js'
import { quoteSchema } from '../text/quote-relation.js'
import { foldIdentifier, quoteExactly } from '../text/snowflake-identifier.js'
import { grantSql } from './judge-rights.js'
import type { SeenObjects } from './needed-rights.js'

/** A source, and what came of reading nothing of it. */
export interface TriedSource extends NeededSource {
  readonly isThere: boolean
  /** Snowflake's words, when it is there and cannot be read. */
  readonly problem: string | undefined
}

/** Says which sources can be read, schema by schema, and the GRANTs for the others. Pure. */
export function sourceChecks(tried: readonly TriedSource[], role: string, seen: SeenObjects): readonly TargetCheck[] {
  const bySchema = new Map<string, TriedSource[]>()
  for (const source of tried) {
    const key = quoteSchema(source.relation)
    bySchema.set(key, [...(bySchema.get(key) ?? []), source])
  }
  return [...bySchema.values()].flatMap((sources) => schemaChecks(sources, role, seen))
}

function schemaChecks(sources: readonly TriedSource[], role: string, seen: SeenObjects): readonly TargetCheck[] {
  const [first] = sources
  if (!first) return []
  const place = first.relation
  const shown = [foldIdentifier(place.database), place.isExact ? place.schema : foldIdentifier(place.schema)].join('.')
  const names = (some: readonly TriedSource[]) => some.map(({ relation }) => relation.name).join(', ')
  const readable = sources.filter(({ isThere, problem }) => isThere && problem === undefined)
  const toLoad = sources.filter(({ isThere, isLoaded }) => !isThere && isLoaded)
  const missing = sources.filter(({ isThere, isLoaded }) => !isThere && !isLoaded)
  const refused = sources.filter(({ problem }) => problem !== undefined)
  const check = (status: TargetCheck['status'], detail: string, hint?: string): TargetCheck => ({
    name: 'source',
    status,
    detail: `${shown}: ${detail}`,
    hint,
  })
  return [
    ...(readable.length > 0 ? [check('ok', `role ${role} can read ${names(readable)}`)] : []),
    ...(toLoad.length > 0 ? [check('ok', `kerros load makes ${names(toLoad)}`)] : []),
    ...(missing.length > 0
      ? [check('missing', `role ${role} does not see ${names(missing)}`, grantsToRead(place, role, seen))]
      : []),
    ...refused.map(({ relation, problem }) =>
      check('missing', `${relation.name}: ${problem}`, grantsToRead(place, role, seen)),
    ),
  ]
}

/** What a role needs to read a schema, tables to come included. */
function grantsToRead(place: SchemaPlace, role: string, seen: SeenObjects): string {
  const database = foldIdentifier(place.database)
  const schema = { kind: 'SCHEMA', name: [database, place.isExact ? place.schema : foldIdentifier(place.schema)] }
  const [object, to] = [quoteSchema(place), quoteExactly(role)]
  const usage = seen.hasSchema(place)
    ? []
    : [grantSql(['USAGE'], { kind: 'DATABASE', name: [database] }, role), grantSql(['USAGE'], schema, role)]
  return [
    ...usage,
    `grant select on all tables in schema ${object} to role ${to};`,
    `grant select on all views in schema ${object} to role ${to};`,
    `grant select on future tables in schema ${object} to role ${to};`,
  ].join('\n')
}

import type { Relation, SchemaPlace } from '../../../../core/relations/relation.js'
import { foldIdentifier } from '../../text/snowflake-identifier.js'

/** The parts of a schema's name, as Snowflake has it. */
export function schemaName({ database, schema, isExact }: SchemaPlace): readonly [database: string, schema: string] {
  return [foldIdentifier(database), isExact ? schema : foldIdentifier(schema)]
}

/** The parts of a relation's name, as Snowflake has it. */
export function relationName({ name, ...place }: Relation): readonly string[] {
  return [...schemaName(place), place.isExact ? name : foldIdentifier(name)]
}

/** A schema, as a person reads it. */
export function shownSchema(place: SchemaPlace): string {
  return schemaName(place).join('.')
}

/** Each schema once, the first way that it is spelled. */
export function distinctSchemas(places: readonly SchemaPlace[]): readonly SchemaPlace[] {
  const found = new Map<string, SchemaPlace>()
  for (const place of places) if (!found.has(shownSchema(place))) found.set(shownSchema(place), place)
  return [...found.values()]
}

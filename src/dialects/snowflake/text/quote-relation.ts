import type { Relation, SchemaPlace } from '../../../core/relations/relation.js'
import { quoteExactly, quoteIdentifier } from './snowflake-identifier.js'

/** A relation's name in SQL: three parts, folded and quoted; as they are where they were made in quotes. */
export function quoteRelation({ name, ...place }: Relation): string {
  return `${quoteSchema(place)}.${place.isExact ? quoteExactly(name) : quoteIdentifier(name)}`
}

/** A schema's name in SQL, with its database's. */
export function quoteSchema({ database, schema, isExact }: SchemaPlace): string {
  return `${quoteIdentifier(database)}.${isExact ? quoteExactly(schema) : quoteIdentifier(schema)}`
}

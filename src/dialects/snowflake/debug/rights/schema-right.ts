import type { SchemaPlace } from '../../../../core/relations/relation.js'
import { foldIdentifier } from '../../text/snowflake-identifier.js'
import { schemaName, shownSchema } from '../objects/places.js'
import type { SeenObjects } from '../objects/seen-objects.js'
import type { Right } from './judge-rights.js'

/**
 * What it takes to make something in a schema. One that is there has to be usable; who makes one owns it, and may do all in
 * it.
 */
export function schemaRight(
  check: string,
  place: SchemaPlace,
  privileges: readonly string[],
  purpose: string,
  seen: SeenObjects,
): Right {
  if (seen.schema(place))
    return { check, purpose, privileges: ['USAGE', ...privileges], on: { kind: 'SCHEMA', name: schemaName(place) } }
  const on = { kind: 'DATABASE', name: [foldIdentifier(place.database)] }
  return {
    check,
    purpose: `make the schema ${shownSchema(place)}`,
    privileges: ['CREATE SCHEMA'],
    on,
    hint: `If there is one that the role does not see: USAGE, ${privileges.join(', ')} on it are enough.`,
  }
}

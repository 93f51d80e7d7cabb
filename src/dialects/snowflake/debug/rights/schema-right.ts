import type { SchemaPlace } from '../../../../core/relations/relation.js'
import { foldIdentifier } from '../../text/snowflake-identifier.js'
import { schemaName, shownSchema } from '../objects/places.js'
import type { SeenObjects } from '../objects/seen-objects.js'
import type { Right } from './judge-rights.js'

/** What is to be created in a schema. */
export interface SchemaUse extends Pick<Right, 'check' | 'purpose' | 'privileges'> {
  readonly place: SchemaPlace
}

/**
 * What creating something in a schema takes: the privileges on a schema that exists, or the privilege to create the schema,
 * since its owner may do everything in it.
 */
export function schemaRight({ check, place, purpose, privileges }: SchemaUse, seen: SeenObjects): Right {
  if (seen.schema(place))
    return { check, purpose, privileges: ['USAGE', ...privileges], on: { kind: 'SCHEMA', name: schemaName(place) } }
  const on = { kind: 'DATABASE', name: [foldIdentifier(place.database)] }
  return {
    check,
    purpose: `create the schema ${shownSchema(place)}`,
    privileges: ['CREATE SCHEMA'],
    on,
    hint: `If it exists and the role cannot see it: USAGE, ${privileges.join(', ')} on it are enough.`,
  }
}

import type { SchemaPlace } from '../../../core/ports/relation.js'
import type { NeededSource } from '../../../core/ports/target-check.js'
import { MEMORY_SCHEMA } from '../lease/lease-table.js'
import { foldIdentifier } from '../text/snowflake-identifier.js'
import type { Right } from './judge-rights.js'

/** What there is already, as far as the role sees it. */
export interface SeenObjects {
  hasSchema(place: SchemaPlace): boolean
  hasStage(place: SchemaPlace, stage: string): boolean
}

/** What building takes: a schema to build in, and one for what kerros remembers. */
export function rightsToBuild(place: SchemaPlace, seen: SeenObjects): readonly Right[] {
  const memory = memoryOf(place)
  return [
    schemaRight('schema', place, ['CREATE TABLE', 'CREATE VIEW'], `build in ${shown(place)}`, seen),
    schemaRight('memory', memory, ['CREATE TABLE'], `keep leases and ledgers in ${shown(memory)}`, seen),
  ]
}

/**
 * What `kerros load` takes for source tables that are not there yet, and for their stages.
 *
 * @param place Where the project is built: the stages that are for one load are made beside what kerros remembers of it.
 */
export function rightsToLoad(
  sources: readonly (NeededSource & { readonly isThere: boolean })[],
  place: SchemaPlace,
  seen: SeenObjects,
): readonly Right[] {
  return sources
    .filter(({ isLoaded }) => isLoaded)
    .flatMap((source) => [
      ...(source.isThere
        ? []
        : [schemaRight('load', source.relation, ['CREATE TABLE'], `load into ${shown(source.relation)}`, seen)]),
      ...stageRights(source, memoryOf(place), seen),
    ])
}

function memoryOf({ database }: SchemaPlace): SchemaPlace {
  return { database, schema: MEMORY_SCHEMA }
}

function stageRights({ stage, relation }: NeededSource, memory: SchemaPlace, seen: SeenObjects): readonly Right[] {
  if (!stage || (stage.url !== undefined && stage.storageIntegration === undefined)) return ownStage(memory, seen)
  const place = { database: stage.database ?? relation.database, schema: stage.schema ?? relation.schema }
  const { name, url, storageIntegration } = stage
  const purpose = `use stage ${name}`
  const on = { kind: 'STAGE', name: [...schemaName(place), foldIdentifier(name)] }
  const privileges = url === undefined ? ['READ', 'WRITE'] : ['USAGE']
  const integration: readonly Right[] =
    storageIntegration === undefined
      ? []
      : [
          {
            check: 'integration',
            purpose: `read the bucket of stage ${name}`,
            privileges: ['USAGE'],
            on: { kind: 'INTEGRATION', name: [foldIdentifier(storageIntegration)] },
          },
        ]
  if (seen.hasStage(place, name)) return [...integration, { check: 'stage', purpose, privileges, on }]
  return [...integration, schemaRight('stage', place, ['CREATE STAGE'], `make stage ${name}`, seen)]
}

/** A stage that is made for one load; who makes the schema for it may make it, too. */
function ownStage(memory: SchemaPlace, seen: SeenObjects): readonly Right[] {
  if (!seen.hasSchema(memory)) return []
  return [schemaRight('stage', memory, ['CREATE STAGE'], `make stages for loads in ${shown(memory)}`, seen)]
}

/** A schema that is there has to be usable; who makes one owns it, and may do all in it. */
function schemaRight(
  check: string,
  place: SchemaPlace,
  privileges: readonly string[],
  purpose: string,
  seen: SeenObjects,
): Right {
  if (seen.hasSchema(place))
    return { check, purpose, privileges: ['USAGE', ...privileges], on: { kind: 'SCHEMA', name: schemaName(place) } }
  const on = { kind: 'DATABASE', name: [foldIdentifier(place.database)] }
  return { check, purpose: `make the schema ${shown(place)}`, privileges: ['CREATE SCHEMA'], on }
}

function schemaName({ database, schema, isExact }: SchemaPlace): readonly string[] {
  return [foldIdentifier(database), isExact ? schema : foldIdentifier(schema)]
}

function shown(place: SchemaPlace): string {
  return schemaName(place).join('.')
}

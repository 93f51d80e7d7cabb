import type { SchemaPlace } from '../../../core/ports/relation.js'
import type { NeededSource } from '../../../core/ports/target-check.js'
import { foldIdentifier } from '../text/snowflake-identifier.js'
import type { Access } from './access.js'
import { memoryOf, rightsOnOthers } from './build-rights.js'
import type { Right } from './judge-rights.js'
import { schemaName, shownSchema } from './places.js'
import { schemaRight } from './schema-right.js'
import type { SeenObjects } from './seen-objects.js'

/**
 * What `kerros load` takes: source tables that are not there yet, or that another role owns, stages and file formats.
 *
 * @param place Where the project is built: the stages that are for one load are made beside what kerros remembers of it.
 */
export function rightsToLoad(
  sources: readonly (NeededSource & { readonly isThere: boolean })[],
  place: SchemaPlace,
  seen: SeenObjects,
  access: Access,
): readonly Right[] {
  const loaded = sources.filter(({ isLoaded }) => isLoaded)
  return [
    ...loaded.flatMap((source) => tableRights(source, source.isThere, seen, access)),
    ...loaded.flatMap((source) => stageRights(source, memoryOf(place), seen, access)),
    ...loaded.flatMap((source) => formatRights(source, seen, access)),
  ]
}

/** Where the stage of a source lies, when it names one that stays. */
export function stagePlace({ stage, relation }: NeededSource): SchemaPlace | undefined {
  if (!stage || (stage.url !== undefined && stage.storageIntegration === undefined)) return undefined
  return { database: stage.database ?? relation.database, schema: stage.schema ?? relation.schema }
}

function tableRights(
  { relation }: NeededSource,
  isThere: boolean,
  seen: SeenObjects,
  access: Access,
): readonly Right[] {
  if (isThere) return rightsOnOthers('load', relation, ['INSERT', 'DELETE'], seen, access)
  return [schemaRight('load', relation, ['CREATE TABLE'], `load into ${shownSchema(relation)}`, seen)]
}

function stageRights(source: NeededSource, memory: SchemaPlace, seen: SeenObjects, access: Access): readonly Right[] {
  const place = stagePlace(source)
  if (!place) return ownStage(memory, seen)
  const { name, url, storageIntegration } = source.stage!
  const found = seen.stage(place, name)
  const on = { kind: 'STAGE', name: [...schemaName(place), foldIdentifier(name)] }
  const isSame =
    url === undefined ||
    (found?.url === url && foldIdentifier(found.storage_integration ?? '') === foldIdentifier(storageIntegration ?? ''))
  if (found && isSame)
    return [
      {
        check: 'stage',
        purpose: `use stage ${name}`,
        privileges: url === undefined ? ['READ', 'WRITE'] : ['USAGE'],
        on,
      },
    ]
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
  const make = schemaRight('stage', place, ['CREATE STAGE'], `make stage ${name}`, seen)
  if (!found?.owner || access.owns(found.owner, on) === 'yes') return [...integration, make]
  const purpose = `replace stage ${name}, which has another address and which role ${found.owner} owns`
  return [...integration, make, { check: 'stage', purpose, privileges: ['OWNERSHIP'], on }]
}

/** A stage that is made for one load; who makes the schema for it may make it, too. */
function ownStage(memory: SchemaPlace, seen: SeenObjects): readonly Right[] {
  if (!seen.schema(memory)) return []
  return [schemaRight('stage', memory, ['CREATE STAGE'], `make stages for loads in ${shownSchema(memory)}`, seen)]
}

/** A file format lies beside the table. Whether it would be replaced, only a load can tell. */
function formatRights({ fileFormat, relation }: NeededSource, seen: SeenObjects, access: Access): readonly Right[] {
  if (!fileFormat) return []
  const { name } = fileFormat
  const found = seen.fileFormat(relation, name)
  if (!found) return [schemaRight('format', relation, ['CREATE FILE FORMAT'], `make file format ${name}`, seen)]
  const on = { kind: 'FILE FORMAT', name: [...schemaName(relation), foldIdentifier(name)] }
  if (!found.owner || access.owns(found.owner, on) === 'yes') return []
  return [{ check: 'format', purpose: `use file format ${name}`, privileges: ['USAGE'], on }]
}

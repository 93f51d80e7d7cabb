import type { Stage } from '../../../../core/definitions/stage.js'
import type { NeededSource, TargetCheck } from '../../../../core/ports/target-check.js'
import type { SchemaPlace } from '../../../../core/relations/relation.js'
import { isStageAsDeclared, stageOutside } from '../../load/stage-there.js'
import { foldIdentifier } from '../../text/snowflake-identifier.js'
import type { Access } from '../grants/access.js'
import { schemaName, shownSchema } from '../objects/places.js'
import type { SeenObjects } from '../objects/seen-objects.js'
import type { Right } from './judge-rights.js'
import { schemaRight } from './schema-right.js'

/** Where the stage of a source is, when it names a permanent one. */
export function stagePlace({ stage, relation }: NeededSource): SchemaPlace | undefined {
  if (!stage || (stage.url !== undefined && stage.storageIntegration === undefined)) return undefined
  return { database: stage.database ?? relation.database, schema: stage.schema ?? relation.schema }
}

/** What the stage of a source takes. @param memory Where the stages are made that are for one load. */
export function stageRights(
  source: NeededSource,
  memory: SchemaPlace,
  seen: SeenObjects,
  access: Access,
): readonly Right[] {
  const place = stagePlace(source)
  if (!place) return ownStage(memory, seen)
  const { name, url, storageIntegration } = source.stage!
  const found = seen.stage(place, name)
  const on = { kind: 'STAGE', name: [...schemaName(place), foldIdentifier(name)] }
  if (found && url === undefined) {
    const isOutside = outside(source.stage!, place, seen) !== undefined
    return isOutside ? [] : [{ check: 'stage', purpose: `use stage ${name}`, privileges: ['READ', 'WRITE'], on }]
  }
  if (found && isStageAsDeclared(source.stage!, found))
    return [{ check: 'stage', purpose: `use stage ${name}`, privileges: ['USAGE'], on }]
  const integration = storageIntegration === undefined ? [] : [integrationRight(name, storageIntegration)]
  const make = schemaRight(
    { check: 'stage', place, purpose: `create stage ${name}`, privileges: ['CREATE STAGE'] },
    seen,
  )
  if (!found?.owner || access.owns(found.owner, on) === 'yes') return [...integration, make]
  const purpose = `replace stage ${name}, which has another address and is owned by role ${found.owner}`
  return [...integration, make, { check: 'stage', purpose, privileges: ['OWNERSHIP'], on }]
}

/** Says which stages that are declared inside of Snowflake are not, each once: no load uses or replaces them. Pure. */
export function stageChecks(sources: readonly NeededSource[], seen: SeenObjects): readonly TargetCheck[] {
  const checks = sources.flatMap((source): readonly TargetCheck[] => {
    const place = stagePlace(source)
    const refusal = place && outside(source.stage!, place, seen)
    return refusal ? [{ name: 'stage', status: 'missing', detail: refusal.message, hint: refusal.hint }] : []
  })
  return [...new Map(checks.map((check) => [check.hint, check])).values()]
}

function outside(stage: Stage, place: SchemaPlace, seen: SeenObjects): ReturnType<typeof stageOutside> {
  const found = stage.url === undefined ? seen.stage(place, stage.name) : undefined
  return found && stageOutside({ ...place, name: stage.name }, found)
}

function integrationRight(stage: string, integration: string): Right {
  return {
    check: 'integration',
    purpose: `read the bucket of stage ${stage}`,
    privileges: ['USAGE'],
    on: { kind: 'INTEGRATION', name: [foldIdentifier(integration)] },
  }
}

/** A stage that is made for one load; who makes the schema for it may make it, too. */
function ownStage(memory: SchemaPlace, seen: SeenObjects): readonly Right[] {
  if (!seen.schema(memory)) return []
  const purpose = `create stages for loads in ${shownSchema(memory)}`
  return [schemaRight({ check: 'stage', place: memory, purpose, privileges: ['CREATE STAGE'] }, seen)]
}

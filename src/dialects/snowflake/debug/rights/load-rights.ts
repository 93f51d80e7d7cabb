import type { NeededSource } from '../../../../core/ports/target-check.js'
import type { Relation, SchemaPlace } from '../../../../core/relations/relation.js'
import { isFormatAsDeclared } from '../../load/snowflake-formats.js'
import { foldIdentifier } from '../../text/snowflake-identifier.js'
import type { Access, Verdict } from '../grants/access.js'
import { grantOwnershipSql, grantSql } from '../grants/grant-sql.js'
import { relationName, schemaName, shownSchema } from '../objects/places.js'
import type { SeenObject, SeenObjects } from '../objects/seen-objects.js'
import { memoryOf, rightsOnOthers } from './build-rights.js'
import type { Right } from './judge-rights.js'
import { schemaRight } from './schema-right.js'
import { stageRights } from './stage-rights.js'

/**
 * What `kerros load` needs: source tables that do not exist yet, or that another role owns, stages and file formats.
 *
 * @param place Where the project is built: the stages of a single load are created in the schema in which kerros keeps
 * its records of it.
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

function tableRights(
  { relation }: NeededSource,
  isThere: boolean,
  seen: SeenObjects,
  access: Access,
): readonly Right[] {
  const purpose = `load into ${shownSchema(relation)}`
  if (!isThere) return [schemaRight({ check: 'load', place: relation, purpose, privileges: ['CREATE TABLE'] }, seen)]
  const note = refreshNote(relation, seen.relation(relation), access)
  const others = rightsOnOthers({ check: 'load', relation, privileges: ['INSERT', 'DELETE'] }, seen, access)
  if (others.length > 0 || note === undefined) return others.map((right) => ({ ...right, note }))
  // The owner lacks nothing but a place for the new table.
  const on = { kind: 'TABLE', name: relationName(relation) }
  return [{ check: 'load', purpose: `write to ${on.name.join('.')}`, privileges: [], on, note }]
}

/** A file format is in the table's schema. One with other options than declared is replaced, which only its owner may do. */
function formatRights({ fileFormat, relation }: NeededSource, seen: SeenObjects, access: Access): readonly Right[] {
  if (!fileFormat) return []
  const { name } = fileFormat
  const found = seen.fileFormat(relation, name)
  const made = { check: 'format', place: relation, privileges: ['CREATE FILE FORMAT'] }
  if (!found) return [schemaRight({ ...made, purpose: `create file format ${name}` }, seen)]
  const on = { kind: 'FILE FORMAT', name: [...schemaName(relation), foldIdentifier(name)] }
  const isForeign = found.owner != null && access.owns(found.owner, on) !== 'yes'
  if (isFormatAsDeclared(fileFormat, found))
    return isForeign ? [{ check: 'format', purpose: `use file format ${name}`, privileges: ['USAGE'], on }] : []
  const replace = `replace file format ${name}, which has other options than declared`
  const make = schemaRight({ ...made, purpose: replace }, seen)
  if (!isForeign) return [make]
  const purpose = `${replace}, and is owned by role ${found.owner}`
  return [make, { check: 'format', purpose, privileges: ['OWNERSHIP'], on }]
}

const REPLACES = 'kerros load --full-refresh, or a changed file where the source has no column _file, replaces'

/**
 * What replacing a whole source table needs in addition to what adding rows to it needs; `undefined` when the session has
 * it, or Snowflake does not say whose the table is. A load creates the new table next to the old one, and swaps the two.
 *
 * @see https://docs.snowflake.com/en/sql-reference/sql/alter-table
 */
function refreshNote(relation: Relation, found: SeenObject | undefined, access: Access): string | undefined {
  if (!found?.owner) return undefined
  const on = { kind: 'TABLE', name: relationName(relation) }
  const schema = { kind: 'SCHEMA', name: schemaName(relation) }
  const isOwner = access.owns(found.owner, on) === 'yes'
  const make = access.may('CREATE TABLE', schema)
  const lacksMake: readonly Verdict[] = isOwner ? ['no'] : ['no', 'unseen']
  const statements = [
    ...(lacksMake.includes(make) ? [grantSql(['CREATE TABLE'], schema, access.role)] : []),
    ...(isOwner ? [] : [grantOwnershipSql(on, access.role)]),
  ]
  if (statements.length === 0) return undefined
  const takes = isOwner ? 'a new table next to it' : `OWNERSHIP of it, which role ${found.owner} then loses`
  return `${REPLACES} the whole table, which needs ${takes}. To allow it: ${statements.join(' ')}`
}

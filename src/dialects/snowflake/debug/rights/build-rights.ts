import type { TargetNeeds } from '../../../../core/ports/target-check.js'
import type { Relation, RelationType, SchemaPlace } from '../../../../core/relations/relation.js'
import { MEMORY_SCHEMA } from '../../lease/lease-table.js'
import { LEDGER } from '../../load/snowflake-ledger.js'
import { foldIdentifier } from '../../text/snowflake-identifier.js'
import type { Access } from '../grants/access.js'
import { distinctSchemas, relationName, shownSchema } from '../objects/places.js'
import type { SeenObjects } from '../objects/seen-objects.js'
import type { Right } from './judge-rights.js'
import { schemaRight } from './schema-right.js'

/** The privilege that makes each kind of relation. */
const CREATE: Readonly<Record<RelationType, string>> = {
  table: 'CREATE TABLE',
  view: 'CREATE VIEW',
  'dynamic table': 'CREATE DYNAMIC TABLE',
}

/** What the tables of `_KERROS` are used for. */
const WRITE = ['SELECT', 'INSERT', 'UPDATE', 'DELETE']

/** Where kerros remembers what it has done, in the database of a schema. */
export function memoryOf({ database }: SchemaPlace): SchemaPlace {
  return { database, schema: MEMORY_SCHEMA }
}

/** The schemas that a project is built in. @param place The target's, for a project that is not known. */
export function builtSchemas(place: SchemaPlace, { relations }: TargetNeeds): readonly SchemaPlace[] {
  return relations.length === 0 ? [place] : distinctSchemas(relations.map(({ relation }) => relation))
}

/** Where leases and ledgers are: in the target's database, and in each one that is built or loaded. */
export function memories(place: SchemaPlace, needs: TargetNeeds): readonly SchemaPlace[] {
  const loaded = needs.sources.filter(({ isLoaded }) => isLoaded).map(({ relation }) => relation)
  return distinctSchemas([place, ...builtSchemas(place, needs), ...loaded].map(memoryOf))
}

/** What building takes: the schemas to build in, those for what kerros remembers, and the warehouses that models name. */
export function rightsToBuild(place: SchemaPlace, needs: TargetNeeds, seen: SeenObjects): readonly Right[] {
  const schemas = builtSchemas(place, needs).filter(({ database }) => seen.hasDatabase(database))
  return [
    ...warehousesOf(needs).map(warehouseRight),
    ...schemas.map((place) => {
      const purpose = `build in ${shownSchema(place)}`
      return schemaRight({ check: 'schema', place, purpose, privileges: privilegesIn(place, needs) }, seen)
    }),
    ...memories(place, needs)
      .filter(({ database }) => seen.hasDatabase(database))
      .map((memory) => {
        const purpose = `keep leases and ledgers in ${shownSchema(memory)}`
        return schemaRight({ check: 'memory', place: memory, purpose, privileges: ['CREATE TABLE'] }, seen)
      }),
  ]
}

/** What writing to the tables of `_KERROS` takes that another role owns. */
export function rightsToMemory(
  place: SchemaPlace,
  needs: TargetNeeds,
  seen: SeenObjects,
  access: Access,
): readonly Right[] {
  const tables = [
    ...memories(place, needs).map((memory) => ({ ...memory, name: 'leases' })),
    { ...memoryOf(place), name: LEDGER.name },
  ]
  return tables.flatMap((table) =>
    rightsOnOthers({ check: 'memory', relation: table, privileges: WRITE }, seen, access),
  )
}

/** A relation that is written to. */
interface WrittenRelation extends Pick<Right, 'check' | 'privileges'> {
  readonly relation: Relation
}

/** Privileges on a relation that exists and that another role owns. */
export function rightsOnOthers(
  { check, relation, privileges }: WrittenRelation,
  seen: SeenObjects,
  access: Access,
): readonly Right[] {
  const found = seen.relation(relation)
  const on = { kind: 'TABLE', name: relationName(relation) }
  if (!found?.owner || access.owns(found.owner, on) === 'yes') return []
  return [{ check, purpose: `write to ${on.name.join('.')}, which role ${found.owner} owns`, privileges, on }]
}

function privilegesIn(schema: SchemaPlace, { relations }: TargetNeeds): readonly string[] {
  const here = relations.filter(({ relation }) => shownSchema(relation) === shownSchema(schema))
  const types = new Set(here.map(({ type }) => type))
  return Object.entries(CREATE)
    .filter(([type]) => (here.length === 0 ? type !== 'dynamic table' : types.has(type as RelationType)))
    .map(([, privilege]) => privilege)
}

function warehousesOf({ relations }: TargetNeeds): readonly string[] {
  return [...new Set(relations.flatMap(({ computeWarehouse: name }) => (name ? [foldIdentifier(name)] : [])))]
}

function warehouseRight(name: string): Right {
  return {
    check: 'warehouse',
    purpose: `use the warehouse ${name}, which models name`,
    privileges: ['USAGE'],
    on: { kind: 'WAREHOUSE', name: [name] },
    hint: `If it does not exist: create warehouse "${name}" warehouse_size = xsmall auto_suspend = 60 initially_suspended = true;`,
  }
}

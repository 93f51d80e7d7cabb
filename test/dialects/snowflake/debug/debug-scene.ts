import type { NeededRelation, NeededSource } from '../../../../src/core/ports/target-check.js'
import { Access } from '../../../../src/dialects/snowflake/debug/grants/access.js'
import { type GrantRow, RoleGrants } from '../../../../src/dialects/snowflake/debug/grants/role-grants.js'
import type {
  SeenObject,
  SeenObjects,
  SeenSchema,
} from '../../../../src/dialects/snowflake/debug/objects/seen-objects.js'

/** The target's schema in tests of `kerros debug`. */
export const PLACE = { database: 'movielens', schema: 'dev' }

/** A row of SHOW GRANTS TO ROLE, as Snowflake documents it. */
export function grant(
  privilege: string,
  granted_on: string,
  name: string,
): GrantRow & Readonly<Record<string, string>> {
  return {
    created_on: '2026-01-01 00:00:00.000 -0800',
    privilege,
    granted_on,
    name,
    granted_to: 'ROLE',
    grantee_name: 'T',
    grant_option: 'false',
    granted_by: 'SECURITYADMIN',
  }
}

/** What role T may do that has these grants and no others. */
export function accessOf(...rows: readonly GrantRow[]): Access {
  return new Access('T', new RoleGrants(rows, ['"T"', '"PUBLIC"']))
}

/** What role T may do that has some grant, but none that helps. */
export const POWERLESS = accessOf(grant('USAGE', 'ROLE', 'X'))

/** What there is: schemas, relations, stages and formats by their names, part by part with points between them. */
export function seen(
  schemas: readonly string[],
  objects: Readonly<Record<string, Partial<SeenObject>>> = {},
  options: string | null = '',
): SeenObjects {
  const place = (one: { readonly database: string; readonly schema: string }) =>
    `${one.database}.${one.schema}`.toUpperCase()
  const object = (name: string): SeenObject | undefined => {
    const found = objects[name.toUpperCase()]
    return found && { name, kind: 'TABLE', ...found }
  }
  return {
    hasDatabase: () => true,
    schema: (one): SeenSchema | undefined =>
      schemas.includes(place(one)) ? { name: one.schema.toUpperCase(), options } : undefined,
    relation: (one) => object(`${place(one)}.${one.name}`),
    stage: (one, name) => object(`${place(one)}.${name}`),
    fileFormat: (one, name) => object(`${place(one)}.${name}`),
  }
}

/** A relation that the project builds in the target's schema. */
export function built(name: string, options: Partial<NeededRelation> = {}): NeededRelation {
  return { relation: { ...PLACE, name }, type: 'table', computeWarehouse: undefined, grants: undefined, ...options }
}

/** A source in MOVIELENS.RAW. */
export function source(name: string, options: Partial<NeededSource> = {}): NeededSource {
  const relation = { database: 'movielens', schema: 'raw', name }
  return { relation, isLoaded: false, stage: undefined, fileFormat: undefined, ...options }
}

import { Dialect, validate } from '@polyglot-sql/sdk'
import { describe, expect, it } from 'vitest'
import type { NeededSource } from '../../../src/core/ports/target-check.js'
import { judgeRights } from '../../../src/dialects/snowflake/debug/judge-rights.js'
import { rightsToBuild, rightsToLoad, type SeenObjects } from '../../../src/dialects/snowflake/debug/needed-rights.js'
import { type GrantRow, RoleGrants, readRoleGrants } from '../../../src/dialects/snowflake/debug/role-grants.js'
import { sessionChecks } from '../../../src/dialects/snowflake/debug/session-checks.js'
import { sourceChecks } from '../../../src/dialects/snowflake/debug/source-checks.js'
import { snowflake } from '../../../src/dialects/snowflake/index.js'
import { snowflakeServer } from '../../servers/snowflake-server.js'

const { skipReason } = await snowflakeServer()

const grant = (privilege: string, granted_on: string, name: string): GrantRow => ({ privilege, granted_on, name })
const nothing: SeenObjects = { hasSchema: () => false, hasStage: () => false }
const all: SeenObjects = { hasSchema: () => true, hasStage: () => true }
const place = { database: 'movielens', schema: 'dev' }
const build = (rows: readonly GrantRow[], seen: SeenObjects) =>
  judgeRights(rightsToBuild(place, seen), new RoleGrants(rows), 'T').map(({ name, status, detail, hint }) =>
    [`${name} ${status}: ${detail}`, status === 'ok' ? undefined : hint].filter(Boolean).join(' → '),
  )

describe('the rights to build', () => {
  it('in schemas that are there', () => {
    const rows = [
      grant('USAGE', 'DATABASE', 'MOVIELENS'),
      grant('USAGE', 'SCHEMA', 'MOVIELENS.DEV'),
      grant('CREATE TABLE', 'SCHEMA', 'MOVIELENS.DEV'),
      grant('OWNERSHIP', 'SCHEMA', 'MOVIELENS._KERROS'),
    ]
    expect(build(rows, all)).toMatchInlineSnapshot(`
      [
        "schema missing: role T cannot build in MOVIELENS.DEV: it lacks CREATE VIEW on schema MOVIELENS.DEV → grant create view on schema "MOVIELENS"."DEV" to role "T";",
        "memory ok: role T can keep leases and ledgers in MOVIELENS._KERROS",
      ]
    `)
    expect(build([...rows, grant('CREATE VIEW', 'SCHEMA', 'MOVIELENS.DEV')], all)[0]).toMatch(/^schema ok/)
    expect(build([...rows, grant('CREATE VIEW', 'SCHEMA', 'MOVIELENS."dev"')], all)[0]).toMatch(/^schema missing/)
  })

  it('in schemas that have to be made', () => {
    expect(build([grant('USAGE', 'DATABASE', 'MOVIELENS')], nothing)).toMatchInlineSnapshot(`
      [
        "schema missing: role T cannot make the schema MOVIELENS.DEV: it lacks CREATE SCHEMA on database MOVIELENS → grant create schema on database "MOVIELENS" to role "T";",
        "memory missing: role T cannot make the schema MOVIELENS._KERROS: it lacks CREATE SCHEMA on database MOVIELENS → grant create schema on database "MOVIELENS" to role "T";",
      ]
    `)
    expect(build([grant('CREATE SCHEMA', 'DATABASE', 'MOVIELENS')], nothing)).toMatchInlineSnapshot(`
      [
        "schema ok: role T can make the schema MOVIELENS.DEV",
        "memory ok: role T can make the schema MOVIELENS._KERROS",
      ]
    `)
  })

  it('are not known where no grant is shown', () => {
    expect(build([], all)[0]).toMatchInlineSnapshot(
      `"schema unknown: to build in MOVIELENS.DEV, role T needs USAGE, CREATE TABLE, CREATE VIEW on schema MOVIELENS.DEV; Snowflake shows none of its grants → grant usage, create table, create view on schema "MOVIELENS"."DEV" to role "T";"`,
    )
  })
})

describe('the rights to load', () => {
  const needed = (isThere: boolean): NeededSource & { isThere: boolean } => ({
    relation: { database: 'movielens', schema: 'raw', name: 'movies' },
    isLoaded: true,
    isThere,
    stage: {
      kind: 'stage',
      name: 'files',
      url: 's3://bucket/',
      storageIntegration: 's3_movies',
      database: undefined,
      schema: undefined,
    },
  })
  const load = (isThere: boolean, seen: SeenObjects) =>
    judgeRights(
      rightsToLoad([needed(isThere), needed(isThere)], place, seen),
      new RoleGrants([grant('USAGE', 'ROLE', 'X')]),
      'T',
    )

  it('take the schema, the stage and the integration', () => {
    expect(load(false, nothing).map(({ hint }) => hint)).toMatchInlineSnapshot(`
      [
        "grant create schema on database "MOVIELENS" to role "T";",
        "grant usage on integration "S3_MOVIES" to role "T";",
        "grant create schema on database "MOVIELENS" to role "T";",
      ]
    `)
    expect(load(true, all).map(({ hint }) => hint)).toMatchInlineSnapshot(`
      [
        "grant usage on integration "S3_MOVIES" to role "T";",
        "grant usage on stage "MOVIELENS"."RAW"."FILES" to role "T";",
      ]
    `)
    expect(load(true, { ...all, hasStage: () => false }).map(({ hint }) => hint)).toMatchInlineSnapshot(`
      [
        "grant usage on integration "S3_MOVIES" to role "T";",
        "grant usage, create stage on schema "MOVIELENS"."RAW" to role "T";",
      ]
    `)
  })
})

describe('a load whose stage is its own', () => {
  const stage = { kind: 'stage', name: 'files', database: undefined, schema: undefined } as const
  const relation = { database: 'movielens', schema: 'raw', name: 'movies' }

  it.each([
    ['inside of Snowflake', undefined],
    ['with credentials', { ...stage, url: 's3://bucket/', storageIntegration: undefined }],
  ])('%s takes the right to make it', (_, own) => {
    const sources = [{ relation, isLoaded: true, isThere: true, stage: own }]
    const judged = (seen: SeenObjects, ...rows: readonly GrantRow[]) =>
      judgeRights(rightsToLoad(sources, place, seen), new RoleGrants([grant('USAGE', 'ROLE', 'X'), ...rows]), 'T')
    expect(judged(all).map(({ hint }) => hint)).toEqual([
      'grant usage, create stage on schema "MOVIELENS"."_KERROS" to role "T";',
    ])
    expect(judged(all, grant('OWNERSHIP', 'SCHEMA', 'MOVIELENS._KERROS'))).toMatchObject([{ status: 'ok' }])
    // Whoever makes the schema owns it: the right to do so is asked for by the build.
    expect(judged(nothing)).toEqual([])
  })
})

describe('grants', () => {
  it('are those of the roles within a role, too, each asked once', async () => {
    const shown: Record<string, readonly GrantRow[]> = {
      'role "T"': [grant('USAGE', 'ROLE', 'READER'), grant('USAGE', 'DATABASE_ROLE', 'MOVIELENS."all"')],
      'role "READER"': [grant('USAGE', 'ROLE', 'T'), grant('USAGE', 'WAREHOUSE', '"my.wh ""1"""')],
      'database role "MOVIELENS"."all"': [grant('CREATE SCHEMA', 'DATABASE', 'MOVIELENS')],
    }
    const asked: string[] = []
    const grants = await readRoleGrants(async <Row>(sql: string) => {
      asked.push(sql)
      return (shown[sql.replace('show grants to ', '')] ?? []) as unknown as readonly Row[]
    }, 'T')
    expect(asked.sort()).toEqual([
      'show grants to database role "MOVIELENS"."all"',
      'show grants to role "PUBLIC"',
      'show grants to role "READER"',
      'show grants to role "T"',
    ])
    expect(grants.has('USAGE', { kind: 'WAREHOUSE', name: ['my.wh "1"'] })).toBe(true)
    expect(grants.has('CREATE SCHEMA', { kind: 'DATABASE', name: ['MOVIELENS'] })).toBe(true)
    expect(grants.has('CREATE SCHEMA', { kind: 'DATABASE', name: ['OTHER'] })).toBe(false)
  })
})

describe('a session', () => {
  const state = { account: 'A', user: 'U', role: 'T', warehouse: undefined }

  it('without a warehouse or a role is told what to do', () => {
    expect(sessionChecks(state, { warehouse: 'transforming' }).at(-1)).toMatchInlineSnapshot(`
      {
        "detail": "there is no warehouse TRANSFORMING, or role T may not use it",
        "hint": "grant usage on warehouse "TRANSFORMING" to role "T";
      If there is none: create warehouse "TRANSFORMING" warehouse_size = xsmall auto_suspend = 60 initially_suspended = true;",
        "name": "warehouse",
        "status": "missing",
      }
    `)
    expect(sessionChecks(state, {}).at(-1)).toMatchObject({ name: 'warehouse', status: 'missing' })
    expect(sessionChecks({ ...state, role: undefined }, {}).at(-1)).toMatchObject({ name: 'role', status: 'missing' })
    expect(sessionChecks({ ...state, warehouse: 'W' }, {}).every(({ status }) => status === 'ok')).toBe(true)
  })
})

describe('sources', () => {
  const relation = { database: 'movielens', schema: 'raw', name: 'movies' }
  const tried = { relation, isLoaded: false, stage: undefined, isThere: false, problem: undefined }

  it('that cannot be read are told with their grants', () => {
    expect(sourceChecks([tried, { ...tried, isThere: true }], 'T', nothing)).toMatchInlineSnapshot(`
      [
        {
          "detail": "MOVIELENS.RAW: role T can read movies",
          "hint": undefined,
          "name": "source",
          "status": "ok",
        },
        {
          "detail": "MOVIELENS.RAW: role T does not see movies",
          "hint": "grant usage on database "MOVIELENS" to role "T";
      grant usage on schema "MOVIELENS"."RAW" to role "T";
      grant select on all tables in schema "MOVIELENS"."RAW" to role "T";
      grant select on all views in schema "MOVIELENS"."RAW" to role "T";
      grant select on future tables in schema "MOVIELENS"."RAW" to role "T";",
          "name": "source",
          "status": "missing",
        },
      ]
    `)
    expect(sourceChecks([{ ...tried, isLoaded: true }], 'T', nothing)).toMatchObject([{ status: 'ok' }])
    expect(sourceChecks([{ ...tried, isThere: true, problem: 'Insufficient' }], 'T', all)).toMatchObject([
      { status: 'missing', detail: 'MOVIELENS.RAW: movies: Insufficient' },
    ])
  })
})

describe('every GRANT', () => {
  it('is a statement', () => {
    const hints = [
      ...judgeRights(rightsToBuild(place, nothing), new RoleGrants([]), 'T'),
      ...judgeRights(rightsToBuild(place, all), new RoleGrants([]), 'T'),
      ...sourceChecks(
        [{ relation: { ...place, name: 'a' }, isLoaded: false, stage: undefined, isThere: false, problem: undefined }],
        'T',
        nothing,
      ),
    ]
      .flatMap(({ hint }) => hint!.split('\n'))
      // The parser does not know ALL and FUTURE, which Snowflake documents.
      .filter((statement) => !/ on (all|future) /.test(statement))
    expect(hints.length).toBeGreaterThan(4)
    for (const hint of hints)
      expect({ hint, ...validate(hint, Dialect.Snowflake) }).toMatchObject({ valid: true, errors: [] })
  })
})

describe.skipIf(skipReason)('the diagnosis of a target', () => {
  it('says what can be used, and of rights that Snowflake shows none', async () => {
    const { accessUrl, account, username, password, database, warehouse, statements } = await snowflakeServer()
    const target = snowflake({ accessUrl, account, user: username, password, database, warehouse, schema: 'dev' })
    const connected = await target.connect({ projectRoot: '.', threads: 1 })
    await connected.withSession(async (session) => {
      await session.execute(`create schema ${database}.raw`)
      await session.execute(`create table ${database}.raw.movies (id integer)`)
    })
    const source = (name: string, isLoaded = false): NeededSource => ({
      relation: { database, schema: 'raw', name },
      isLoaded,
      stage: undefined,
    })
    const before = (await statements()).length
    const checks = await connected.diagnose!({ sources: [source('movies'), source('ratings'), source('tags', true)] })
    await connected.close()
    expect(checks.map(({ name, status }) => `${name} ${status}`)).toMatchInlineSnapshot(`
      [
        "login ok",
        "role ok",
        "warehouse ok",
        "database ok",
        "schema unknown",
        "memory unknown",
        "source ok",
        "source ok",
        "source missing",
        "load unknown",
      ]
    `)
    const sent = (await statements()).slice(before)
    expect(sent.filter((sql) => !/^(show|select)/i.test(sql))).toEqual([])
  })

  it('of a database that there is not', async () => {
    const { accessUrl, account, username, password, database } = await snowflakeServer()
    const login = { accessUrl, account, user: username, password, database, schema: 'dev' }
    const connected = await snowflake(login).connect({ projectRoot: '.', threads: 1 })
    const { SnowflakeDatabase } = await import('../../../src/dialects/snowflake/connect/snowflake-database.js')
    const { diagnose } = await import('../../../src/dialects/snowflake/debug/diagnose.js')
    const sessions = new SnowflakeDatabase(login)
    const checks = await sessions.withSession((session) =>
      diagnose(session, { database: 'nowhere', schema: 'dev', wanted: {}, needs: { sources: [] } }),
    )
    await Promise.all([sessions.close(), connected.close()])
    expect(checks.at(-1)).toMatchObject({ name: 'database', status: 'missing' })
  })
})

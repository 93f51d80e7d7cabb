import { Dialect, validate } from '@polyglot-sql/sdk'
import { describe, expect, it } from 'vitest'
import type { Stage } from '../../../../src/core/definitions/stage.js'
import type { NeededSource, TargetCheck } from '../../../../src/core/ports/target-check.js'
import { ownerChecks } from '../../../../src/dialects/snowflake/debug/checks/owner-checks.js'
import { sessionChecks } from '../../../../src/dialects/snowflake/debug/checks/session-checks.js'
import { sourceChecks } from '../../../../src/dialects/snowflake/debug/checks/source-checks.js'
import type { Access } from '../../../../src/dialects/snowflake/debug/grants/access.js'
import type { SeenObjects } from '../../../../src/dialects/snowflake/debug/objects/seen-objects.js'
import { rightsToBuild, rightsToMemory } from '../../../../src/dialects/snowflake/debug/rights/build-rights.js'
import { judgeRights } from '../../../../src/dialects/snowflake/debug/rights/judge-rights.js'
import { rightsToLoad } from '../../../../src/dialects/snowflake/debug/rights/load-rights.js'
import { stageChecks } from '../../../../src/dialects/snowflake/debug/rights/stage-rights.js'
import { fileFormatSql } from '../../../../src/dialects/snowflake/load/snowflake-formats.js'
import { accessOf, built, grant, PLACE, POWERLESS, seen, source } from './debug-scene.js'

const NOTHING = seen([])
const ALL = seen(['MOVIELENS.DEV', 'MOVIELENS.MARTS', 'MOVIELENS._KERROS', 'MOVIELENS.RAW'])

/** Checks in short: what they say and what fixes it. */
function short(checks: readonly TargetCheck[]): readonly string[] {
  return checks.map(({ name, status, detail, fix }) =>
    [`${name} ${status}: ${detail}`, ...(status === 'ok' ? [] : (fix?.statements ?? []))].join(' → '),
  )
}

describe('the rights to build', () => {
  const relations = [built('a'), built('b', { type: 'view' })]
  const build = (access: Access, what: SeenObjects, needs = relations) =>
    short(judgeRights(rightsToBuild(PLACE, { relations: needs, sources: [] }, what), access))

  it('in schemas that are there', () => {
    const rows = [
      grant('USAGE', 'SCHEMA', 'MOVIELENS.DEV'),
      grant('CREATE TABLE', 'SCHEMA', 'MOVIELENS.DEV'),
      grant('OWNERSHIP', 'SCHEMA', 'MOVIELENS._KERROS'),
    ]
    expect(build(accessOf(...rows), ALL)).toMatchInlineSnapshot(`
      [
        "schema missing: role T cannot build in MOVIELENS.DEV: it lacks CREATE VIEW on schema MOVIELENS.DEV → grant create view on schema "MOVIELENS"."DEV" to role "T";",
        "memory ok: role T can keep leases and ledgers in MOVIELENS._KERROS",
      ]
    `)
    expect(build(accessOf(...rows, grant('CREATE VIEW', 'SCHEMA', 'MOVIELENS.DEV')), ALL)[0]).toMatch(/^schema ok/)
    expect(build(accessOf(...rows, grant('CREATE VIEW', 'SCHEMA', 'MOVIELENS."dev"')), ALL)[0]).toMatch(
      /^schema missing/,
    )
  })

  it('in schemas that have to be made', () => {
    expect(build(accessOf(grant('USAGE', 'DATABASE', 'MOVIELENS')), NOTHING)).toMatchInlineSnapshot(`
      [
        "schema missing: role T cannot create the schema MOVIELENS.DEV: it lacks CREATE SCHEMA on database MOVIELENS → grant create schema on database "MOVIELENS" to role "T";",
        "memory missing: role T cannot create the schema MOVIELENS._KERROS: it lacks CREATE SCHEMA on database MOVIELENS → grant create schema on database "MOVIELENS" to role "T";",
      ]
    `)
    expect(build(accessOf(grant('CREATE SCHEMA', 'DATABASE', 'MOVIELENS')), NOTHING)).toMatchInlineSnapshot(`
      [
        "schema ok: role T can create the schema MOVIELENS.DEV",
        "memory ok: role T can create the schema MOVIELENS._KERROS",
      ]
    `)
  })

  it('in a schema that is not seen may be less than making it', () => {
    const [first] = judgeRights(rightsToBuild(PLACE, { relations, sources: [] }, NOTHING), POWERLESS)
    expect(first!.hint).toBe(
      'If it exists and the role cannot see it: USAGE, CREATE TABLE, CREATE VIEW on it are enough.',
    )
  })

  it('in every schema that the naming gives, each once, for what is built there', () => {
    const marts = { database: 'movielens', schema: 'marts', name: 'c' }
    const needs = [
      ...relations,
      built('c', { relation: marts, type: 'dynamic table' }),
      built('d', { relation: { ...marts, schema: 'MARTS', name: 'd' }, type: 'view' }),
      built('e', { relation: { ...marts, database: 'other', name: 'e' } }),
    ]
    expect(build(POWERLESS, ALL, needs)).toMatchInlineSnapshot(`
      [
        "schema missing: role T cannot build in MOVIELENS.DEV: it lacks USAGE, CREATE TABLE, CREATE VIEW on schema MOVIELENS.DEV → grant usage, create table, create view on schema "MOVIELENS"."DEV" to role "T";",
        "schema missing: role T cannot build in MOVIELENS.MARTS: it lacks USAGE, CREATE VIEW, CREATE DYNAMIC TABLE on schema MOVIELENS.MARTS → grant usage, create view, create dynamic table on schema "MOVIELENS"."MARTS" to role "T";",
        "schema missing: role T cannot create the schema OTHER.MARTS: it lacks CREATE SCHEMA on database OTHER → grant create schema on database "OTHER" to role "T";",
        "memory missing: role T cannot keep leases and ledgers in MOVIELENS._KERROS: it lacks USAGE, CREATE TABLE on schema MOVIELENS._KERROS → grant usage, create table on schema "MOVIELENS"."_KERROS" to role "T";",
        "memory missing: role T cannot create the schema OTHER._KERROS: it lacks CREATE SCHEMA on database OTHER → grant create schema on database "OTHER" to role "T";",
      ]
    `)
  })

  it('without a project are those of the target', () => {
    expect(build(POWERLESS, ALL, [])[0]).toMatch(/CREATE TABLE, CREATE VIEW on schema MOVIELENS\.DEV/)
  })

  it('take the warehouses that models name', () => {
    const needs = [built('a', { computeWarehouse: 'large' }), built('b', { computeWarehouse: 'LARGE' })]
    expect(build(POWERLESS, ALL, needs).slice(0, -2)).toMatchInlineSnapshot(`
      [
        "warehouse missing: role T cannot use the warehouse LARGE, which models name: it lacks USAGE on warehouse LARGE → grant usage on warehouse "LARGE" to role "T";",
      ]
    `)
    expect(build(accessOf(grant('USAGE', 'WAREHOUSE', 'LARGE')), ALL, needs)[0]).toMatch(/^warehouse ok/)
  })

  it('take writing to what kerros remembers, where another role owns it', () => {
    const owner = { owner: 'OTHER' }
    const there = seen(['MOVIELENS._KERROS'], {
      'MOVIELENS._KERROS.LEASES': owner,
      'MOVIELENS._KERROS.LOAD_LEDGER': { owner: 'T' },
    })
    const memory = (access: Access) =>
      short(judgeRights(rightsToMemory(PLACE, { relations, sources: [] }, there, access), access))
    expect(memory(POWERLESS)).toMatchInlineSnapshot(`
      [
        "memory missing: role T cannot write to MOVIELENS._KERROS.LEASES, which role OTHER owns: it lacks SELECT, INSERT, UPDATE, DELETE on table MOVIELENS._KERROS.LEASES → grant select, insert, update, delete on table "MOVIELENS"."_KERROS"."LEASES" to role "T";",
      ]
    `)
    const rows = ['SELECT', 'INSERT', 'UPDATE', 'DELETE'].map((one) => grant(one, 'TABLE', 'MOVIELENS._KERROS.LEASES'))
    expect(memory(accessOf(...rows))).toEqual([
      'memory ok: role T can write to MOVIELENS._KERROS.LEASES, which role OTHER owns',
    ])
    expect(memory(accessOf(grant('OWNERSHIP', 'TABLE', 'MOVIELENS._KERROS.LEASES')))).toEqual([])
  })
})

describe('the rights to load', () => {
  const stage: Stage = {
    kind: 'stage',
    name: 'files',
    url: 's3://bucket/',
    storageIntegration: 's3_movies',
    database: undefined,
    schema: undefined,
  }
  const there = { url: 's3://bucket/', storage_integration: 'S3_MOVIES', owner: 'OTHER' }
  const load = (what: SeenObjects, options: Partial<NeededSource & { isThere: boolean }> = {}, access = POWERLESS) =>
    short(
      judgeRights(
        rightsToLoad([{ ...source('movies'), isLoaded: true, stage, isThere: true, ...options }], PLACE, what, access),
        access,
      ),
    )

  it('take the schema, the stage and the integration', () => {
    expect(load(NOTHING, { isThere: false })).toMatchInlineSnapshot(`
      [
        "load missing: role T cannot create the schema MOVIELENS.RAW: it lacks CREATE SCHEMA on database MOVIELENS → grant create schema on database "MOVIELENS" to role "T";",
        "integration missing: role T cannot read the bucket of stage files: it lacks USAGE on integration S3_MOVIES → grant usage on integration "S3_MOVIES" to role "T";",
        "stage missing: role T cannot create the schema MOVIELENS.RAW: it lacks CREATE SCHEMA on database MOVIELENS → grant create schema on database "MOVIELENS" to role "T";",
      ]
    `)
    expect(load(ALL)).toMatchInlineSnapshot(`
      [
        "integration missing: role T cannot read the bucket of stage files: it lacks USAGE on integration S3_MOVIES → grant usage on integration "S3_MOVIES" to role "T";",
        "stage missing: role T cannot create stage files: it lacks USAGE, CREATE STAGE on schema MOVIELENS.RAW → grant usage, create stage on schema "MOVIELENS"."RAW" to role "T";",
      ]
    `)
  })

  it('take no integration for a stage that is there as it is wanted', () => {
    expect(load(seen(['MOVIELENS.RAW'], { 'MOVIELENS.RAW.FILES': there }))).toMatchInlineSnapshot(`
      [
        "stage missing: role T cannot use stage files: it lacks USAGE on stage MOVIELENS.RAW.FILES → grant usage on stage "MOVIELENS"."RAW"."FILES" to role "T";",
      ]
    `)
    const other = seen(['MOVIELENS.RAW'], { 'MOVIELENS.RAW.FILES': { ...there, url: 's3://old/' } })
    expect(load(other)).toMatchInlineSnapshot(`
      [
        "integration missing: role T cannot read the bucket of stage files: it lacks USAGE on integration S3_MOVIES → grant usage on integration "S3_MOVIES" to role "T";",
        "stage missing: role T cannot create stage files: it lacks USAGE, CREATE STAGE on schema MOVIELENS.RAW → grant usage, create stage on schema "MOVIELENS"."RAW" to role "T";",
        "stage missing: role T cannot replace stage files, which has another address and is owned by role OTHER: it lacks OWNERSHIP on stage MOVIELENS.RAW.FILES → grant ownership on stage "MOVIELENS"."RAW"."FILES" to role "T" copy current grants;",
      ]
    `)
  })

  it('include a file format, where the source names one', () => {
    const fileFormat = { kind: 'fileFormat', name: 'tsv', options: { type: 'csv', skipHeader: 0 } } as const
    const formatOf = (owner: string, comment = fileFormatSql(fileFormat)) =>
      seen(['MOVIELENS.RAW'], { 'MOVIELENS.RAW.TSV': { owner, comment }, 'MOVIELENS.RAW.FILES': there })
    const [own, others] = [formatOf('T'), formatOf('OTHER')]
    expect(load(ALL, { fileFormat }).at(-1)).toMatchInlineSnapshot(
      `"format missing: role T cannot create file format tsv: it lacks USAGE, CREATE FILE FORMAT on schema MOVIELENS.RAW → grant usage, create file format on schema "MOVIELENS"."RAW" to role "T";"`,
    )
    expect(load(own, { fileFormat }).filter((check) => check.startsWith('format'))).toEqual([])
    expect(load(others, { fileFormat }).at(-1)).toMatchInlineSnapshot(
      `"format missing: role T cannot use file format tsv: it lacks USAGE on file format MOVIELENS.RAW.TSV → grant usage on file format "MOVIELENS"."RAW"."TSV" to role "T";"`,
    )
    const older = fileFormatSql({ ...fileFormat, options: { type: 'csv' } })
    const formats = (owner: string) =>
      load(formatOf(owner, older), { fileFormat }).filter((check) => check.startsWith('format'))
    expect(formats('T')).toMatchInlineSnapshot(`
      [
        "format missing: role T cannot replace file format tsv, which has other options than declared: it lacks USAGE, CREATE FILE FORMAT on schema MOVIELENS.RAW → grant usage, create file format on schema "MOVIELENS"."RAW" to role "T";",
      ]
    `)
    expect(formats('OTHER')).toMatchInlineSnapshot(`
      [
        "format missing: role T cannot replace file format tsv, which has other options than declared: it lacks USAGE, CREATE FILE FORMAT on schema MOVIELENS.RAW → grant usage, create file format on schema "MOVIELENS"."RAW" to role "T";",
        "format missing: role T cannot replace file format tsv, which has other options than declared, and is owned by role OTHER: it lacks OWNERSHIP on file format MOVIELENS.RAW.TSV → grant ownership on file format "MOVIELENS"."RAW"."TSV" to role "T" copy current grants;",
      ]
    `)
  })

  it('take a stage inside of Snowflake where one is declared', () => {
    const inside: Stage = { ...stage, url: undefined, storageIntegration: undefined }
    const sources = ['movies', 'ratings'].map((name) => source(name, { isLoaded: true, stage: inside }))
    const what = (url: string) => seen(['MOVIELENS.RAW'], { 'MOVIELENS.RAW.FILES': { ...there, url } })
    expect(load(what(''), { stage: inside })).toEqual([expect.stringMatching(/^stage missing: .*lacks READ, WRITE on/)])
    expect(stageChecks(sources, what(''))).toEqual([])
    // No right lets a load use it.
    expect(load(what('s3://old/'), { stage: inside })).toEqual([])
    expect(stageChecks(sources, what('s3://old/'))).toMatchInlineSnapshot(`
      [
        {
          "detail": "stage "files" is not an internal stage: it is at s3://old/",
          "hint": "Declare it as such: stage('files', { url: 's3://old/', … }), or remove it: drop stage "MOVIELENS"."RAW"."FILES";",
          "name": "stage",
          "status": "missing",
        },
      ]
    `)
    expect(stageChecks([source('movies', { isLoaded: true, stage })], what('s3://old/'))).toEqual([])
  })

  it('take writing to a table that another role owns', () => {
    const what = seen(['MOVIELENS.RAW'], { 'MOVIELENS.RAW.MOVIES': { owner: 'OTHER' }, 'MOVIELENS.RAW.FILES': there })
    expect(load(what)[0]).toMatchInlineSnapshot(
      `"load missing: role T cannot write to MOVIELENS.RAW.MOVIES, which role OTHER owns: it lacks INSERT, DELETE on table MOVIELENS.RAW.MOVIES → grant insert, delete on table "MOVIELENS"."RAW"."MOVIES" to role "T";"`,
    )
    const rows = ['INSERT', 'DELETE'].map((one) => grant(one, 'TABLE', 'MOVIELENS.RAW.MOVIES'))
    expect(load(what, {}, accessOf(...rows))[0]).toMatch(/^load ok/)
  })

  it('say what replacing a whole table takes besides, and fail for nothing of it', () => {
    const notes = (owner: string, ...rows: readonly ReturnType<typeof grant>[]) => {
      const what = seen(['MOVIELENS.RAW'], { 'MOVIELENS.RAW.MOVIES': { owner } })
      const [access, movies] = [accessOf(...rows), { ...source('movies'), isLoaded: true, isThere: true }]
      return judgeRights(rightsToLoad([movies], PLACE, what, access), access).filter(({ name }) => name === 'load')
    }
    const rows = ['INSERT', 'DELETE'].map((one) => grant(one, 'TABLE', 'MOVIELENS.RAW.MOVIES'))
    const make = grant('CREATE TABLE', 'SCHEMA', 'MOVIELENS.RAW')
    const [check] = notes('OTHER', ...rows, make)
    expect(check).toMatchObject({ status: 'ok' })
    expect(check!.fix).toBeUndefined()
    expect(check!.note).toMatchInlineSnapshot(
      `"kerros load --full-refresh, or a changed file where the source has no column _file, replaces the whole table, which needs OWNERSHIP of it, which role OTHER then loses. To allow it: grant ownership on table "MOVIELENS"."RAW"."MOVIES" to role "T" copy current grants;"`,
    )
    expect(notes('OTHER', ...rows)[0]!.note).toMatch(
      /: grant create table on schema "MOVIELENS"\."RAW" to role "T"; grant ownership on table /,
    )
    expect(notes('T', make)).toEqual([])
    expect(notes('T', grant('USAGE', 'SCHEMA', 'MOVIELENS.RAW'))).toMatchInlineSnapshot(`
      [
        {
          "detail": "role T can write to MOVIELENS.RAW.MOVIES",
          "name": "load",
          "note": "kerros load --full-refresh, or a changed file where the source has no column _file, replaces the whole table, which needs a new table next to it. To allow it: grant create table on schema "MOVIELENS"."RAW" to role "T";",
          "status": "ok",
        },
      ]
    `)
    // Where Snowflake shows no grants, nothing is said of a table that the role owns.
    expect(notes('T')).toEqual([])
  })

  it.each([
    ['inside of Snowflake', undefined],
    ['with credentials', { ...stage, storageIntegration: undefined }],
  ])('of a stage of its own, %s, take the right to make it', (_, own) => {
    expect(load(ALL, { stage: own })).toEqual([
      expect.stringMatching(/→ grant usage, create stage on schema "MOVIELENS"."_KERROS" to role "T";$/),
    ])
    const access = accessOf(grant('OWNERSHIP', 'SCHEMA', 'MOVIELENS._KERROS'))
    expect(load(ALL, { stage: own }, access)).toEqual([expect.stringMatching(/^stage ok/)])
    // Whoever makes the schema owns it: the right to do so is asked for by the build.
    expect(load(NOTHING, { stage: own })).toEqual([])
  })
})

describe('a session', () => {
  const state = { account: 'A', user: 'U', role: 'T', warehouse: undefined, secondaryRoles: [], usesAll: false }

  it('without a warehouse or a role has a hint', () => {
    expect(sessionChecks(state, { warehouse: 'transforming' }).at(-1)).toMatchInlineSnapshot(`
      {
        "detail": "there is no warehouse TRANSFORMING, or role T may not use it",
        "fix": {
          "runAs": "SECURITYADMIN or another role that has MANAGE GRANTS",
          "statements": [
            "grant usage on warehouse "TRANSFORMING" to role "T";",
          ],
        },
        "hint": "If it does not exist: create warehouse "TRANSFORMING" warehouse_size = xsmall auto_suspend = 60 initially_suspended = true;",
        "name": "warehouse",
        "status": "missing",
      }
    `)
    expect(sessionChecks(state, {}).at(-1)).toMatchObject({ name: 'warehouse', status: 'missing' })
    expect(sessionChecks({ ...state, role: undefined }, {}).at(-1)).toMatchObject({ name: 'role', status: 'missing' })
    expect(sessionChecks({ ...state, warehouse: 'W' }, {}).every(({ status }) => status === 'ok')).toBe(true)
  })

  it('lists the roles that are in use besides', () => {
    expect(sessionChecks({ ...state, secondaryRoles: ['X', 'Y'] }, {})[1]).toMatchObject({
      status: 'ok',
      detail: 'T, and for all but CREATE also X, Y',
    })
  })
})

describe('sources', () => {
  const tried = { ...source('movies'), isThere: false, refusal: undefined }

  it('that cannot be read are listed with their grants', () => {
    expect(short(sourceChecks([tried, { ...tried, isThere: true }], 'T', NOTHING))).toMatchInlineSnapshot(`
      [
        "source ok: MOVIELENS.RAW: role T can read movies",
        "source missing: MOVIELENS.RAW: role T does not see movies → grant usage on database "MOVIELENS" to role "T"; → grant usage on schema "MOVIELENS"."RAW" to role "T"; → grant select on all tables in schema "MOVIELENS"."RAW" to role "T"; → grant select on all views in schema "MOVIELENS"."RAW" to role "T"; → grant select on future tables in schema "MOVIELENS"."RAW" to role "T";",
      ]
    `)
    expect(sourceChecks([{ ...tried, isLoaded: true }], 'T', NOTHING)).toMatchObject([{ status: 'ok' }])
    const refused = { ...tried, isThere: true, refusal: 'Insufficient privileges' }
    expect(sourceChecks([{ ...refused, lacksRight: true }], 'T', ALL)).toMatchObject([
      { status: 'missing', detail: 'MOVIELENS.RAW: movies: Insufficient privileges', fix: expect.anything() },
    ])
    // A warehouse over its quota is mended by no GRANT.
    expect(sourceChecks([{ ...refused, refusal: 'exceeded its quota' }], 'T', ALL)[0]!.fix).toBeUndefined()
  })
})

describe('every statement that fixes something', () => {
  it('is one', () => {
    const owned = seen(['MOVIELENS.DEV'], { 'MOVIELENS.DEV.A': { owner: 'OTHER' } })
    const relations = [built('a'), built('b', { type: 'dynamic table', computeWarehouse: 'LARGE' })]
    const needs = { relations, sources: [] }
    const statements = [
      ...judgeRights([...rightsToBuild(PLACE, needs, NOTHING), ...rightsToBuild(PLACE, needs, ALL)], POWERLESS),
      ...sourceChecks([{ ...source('a'), isThere: false, refusal: undefined }], 'T', NOTHING),
      ...ownerChecks(relations, owned, POWERLESS),
    ].flatMap(({ fix }) => fix!.statements)
    // The parser does not know ALL and FUTURE, nor what GRANT OWNERSHIP may end in, all of which Snowflake documents.
    const known = statements.filter((sql) => !/ on (all|future) /.test(sql))
    expect(known.length).toBeGreaterThan(7)
    expect(known.some((sql) => sql.startsWith('grant ownership'))).toBe(true)
    for (const sql of known.map((one) => one.replace(' copy current grants;', ';')))
      expect({ sql, ...validate(sql, Dialect.Snowflake) }).toMatchObject({ valid: true, errors: [] })
  })
})

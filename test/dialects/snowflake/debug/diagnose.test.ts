import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { TargetCheck, TargetNeeds } from '../../../../src/core/ports/target-check.js'
import { snowflake } from '../../../../src/dialects/snowflake/index.js'
import { fileFormatSql } from '../../../../src/dialects/snowflake/load/snowflake-formats.js'
import { fileFormat, stage } from '../../../../src/index.js'
import { snowflakeServer } from '../../../servers/snowflake-server.js'
import { failure, QUERY, rows, StubServer } from '../stub-server.js'
import { built, grant, source } from './debug-scene.js'

const { skipReason } = await snowflakeServer()

const NEEDS: TargetNeeds = {
  relations: [
    built('stg_movies', { type: 'view', relation: { database: 'movielens', schema: 'staging', name: 'stg_movies' } }),
    built('fct_ratings', { computeWarehouse: 'large' }),
    built('top_movies', { type: 'dynamic table', grants: { select: ['analyst'] } }),
  ],
  sources: [source('movies'), source('ratings', { isLoaded: true })],
}

describe('the diagnosis of a target', () => {
  let server: StubServer
  /** What Snowflake shows, by the statement, without the LIMIT of those that may have one; the rest it refuses. */
  let shown: Record<string, readonly Readonly<Record<string, string | null>>[]>

  beforeEach(async () => {
    server = await StubServer.start()
    shown = {
      'select current_secondary_roles() as c_roles': [{ C_ROLES: '{"roles":"","value":""}' }],
      'show grants to role "T"': [
        grant('USAGE', 'WAREHOUSE', 'W'),
        grant('USAGE', 'ROLE', 'BUILDER'),
        grant('USAGE', 'DATABASE', 'MOVIELENS'),
        grant('CREATE VIEW', 'SCHEMA', 'MOVIELENS.STAGING'),
      ],
      'show grants to role "PUBLIC"': [],
      'show grants to role "BUILDER"': [
        grant('CREATE TABLE', 'SCHEMA', 'MOVIELENS.DEV'),
        grant('OWNERSHIP', 'SCHEMA', 'MOVIELENS._KERROS'),
      ],
      'show schemas in database "MOVIELENS"': ['DEV', 'STAGING', '_KERROS', 'RAW'].map((name) => ({
        name,
        options: '',
      })),
      'show objects in schema "MOVIELENS"."DEV"': [
        { name: 'FCT_RATINGS', kind: 'TABLE', owner: 'OLD_BUILDER', is_dynamic: 'N' },
        { name: 'TOP_MOVIES', kind: 'TABLE', owner: 'BUILDER', is_dynamic: 'Y' },
      ],
      'show objects in schema "MOVIELENS"."STAGING"': [
        { name: 'STG_MOVIES', kind: 'VIEW', owner: 'T', is_dynamic: 'N' },
      ],
      'show objects in schema "MOVIELENS"."_KERROS"': [
        { name: 'LEASES', kind: 'TABLE', owner: 'BUILDER', is_dynamic: 'N' },
      ],
      'show objects in schema "MOVIELENS"."RAW"': [],
      'show roles': [{ name: 'T' }],
    }
    server.script = ({ path, body: { sqlText = '' } }) => {
      if (path !== QUERY || sqlText.startsWith('alter session')) return undefined
      if (sqlText.includes('c_account'))
        return table([{ C_ACCOUNT: 'ACC', C_USER: 'U', C_ROLE: 'T', C_WAREHOUSE: 'W' }])
      const found = shown[sqlText.replace(/^(show (?:schemas|objects|roles)\b.*) limit 10000$/, '$1')]
      if (found) return table(found)
      if (/"RATINGS" where false$/.test(sqlText)) return failure('002003', 'Object does not exist or not authorized.')
      if (/^select 1 as one from/.test(sqlText)) return table([])
      return failure('003001', 'Insufficient privileges', '42501')
    }
  })
  afterEach(() => server.close())

  async function diagnosed(needs: TargetNeeds = NEEDS): Promise<readonly TargetCheck[]> {
    const target = snowflake({
      accessUrl: server.url,
      account: 'acc',
      user: 'u',
      password: 'p',
      database: 'movielens',
      schema: 'dev',
      warehouse: 'w',
    })
    const connected = await target.connect({ projectRoot: '.', threads: 2 })
    try {
      return await connected.diagnose!(needs)
    } finally {
      await connected.close()
    }
  }

  it('says of every schema, owner, warehouse and grantee what is missing', async () => {
    const checks = await diagnosed()
    expect(
      checks.map(({ name, status, detail, fix }) => [`${status} ${name}: ${detail}`, ...(fix?.statements ?? [])]),
    ).toMatchInlineSnapshot(`
      [
        [
          "ok login: U at ACC",
        ],
        [
          "ok role: T",
        ],
        [
          "ok warehouse: W",
        ],
        [
          "ok database: role T can use MOVIELENS",
        ],
        [
          "missing warehouse: role T cannot use the warehouse LARGE, which models name: it lacks USAGE on warehouse LARGE",
          "grant usage on warehouse "LARGE" to role "T";",
        ],
        [
          "ok schema: role T can build in MOVIELENS.STAGING",
        ],
        [
          "missing schema: role T cannot build in MOVIELENS.DEV: it lacks CREATE DYNAMIC TABLE on schema MOVIELENS.DEV",
          "grant create dynamic table on schema "MOVIELENS"."DEV" to role "T";",
        ],
        [
          "ok memory: role T can keep leases and ledgers in MOVIELENS._KERROS",
        ],
        [
          "missing owner: in MOVIELENS.DEV, role OLD_BUILDER owns FCT_RATINGS: role T cannot replace it",
          "grant ownership on table "MOVIELENS"."DEV"."FCT_RATINGS" to role "T" copy current grants;",
        ],
        [
          "unknown grants: roles that get grants are not seen: ANALYST. The GRANT fails if there is no such role",
        ],
        [
          "ok source: MOVIELENS.RAW: role T can read movies",
        ],
        [
          "ok source: MOVIELENS.RAW: kerros load creates ratings",
        ],
        [
          "missing load: role T cannot load into MOVIELENS.RAW: it lacks USAGE, CREATE TABLE on schema MOVIELENS.RAW",
          "grant usage, create table on schema "MOVIELENS"."RAW" to role "T";",
        ],
        [
          "ok stage: role T can create stages for loads in MOVIELENS._KERROS",
        ],
      ]
    `)
  })

  it('asks each thing once, on several sessions, and changes nothing', async () => {
    await diagnosed()
    const sent = server.statements
    expect([...sent].sort()).toEqual([...new Set(sent)].sort())
    expect(sent.filter((sql) => !/^(show|select)/.test(sql))).toEqual([])
    expect(sent.length).toMatchInlineSnapshot(`18`)
    expect(new Set(server.to(QUERY).map(({ token }) => token)).size).toBeGreaterThan(1)
  })

  it('finds stages and file formats that are there', async () => {
    shown['show stages in schema "MOVIELENS"."RAW"'] = [{ name: 'FILES', url: '', storage_integration: null }]
    const lines = fileFormat('lines', { type: 'json' })
    const loaded = source('ratings', { isLoaded: true, stage: stage('files'), fileFormat: lines })
    const found = async (comment: string) => {
      shown['show file formats in schema "MOVIELENS"."RAW"'] = [{ name: 'LINES', owner: 'OTHER', comment }]
      const checks = await diagnosed({ relations: [], sources: [loaded] })
      return checks.filter(({ name }) => ['stage', 'format'].includes(name)).map(({ detail }) => detail)
    }
    expect(await found(fileFormatSql(lines))).toEqual([
      'role T cannot use stage files: it lacks READ, WRITE on stage MOVIELENS.RAW.FILES',
      'role T cannot use file format lines: it lacks USAGE on file format MOVIELENS.RAW.LINES',
    ])
    shown['show stages in schema "MOVIELENS"."RAW"'] = [{ name: 'FILES', url: 's3://b/', storage_integration: 'I' }]
    expect(await found('by hand')).toEqual([
      'stage "files" is not an internal stage: it is at s3://b/',
      expect.stringMatching(/^role T cannot replace file format lines, .* lacks USAGE, CREATE FILE FORMAT on schema/),
      expect.stringMatching(/^role T cannot replace file format lines, .* lacks OWNERSHIP on file format/),
    ])
  })

  it('claims nothing that other roles may give', async () => {
    shown['select current_secondary_roles() as c_roles'] = [{ C_ROLES: '{"roles":"T,HELPER","value":"ALL"}' }]
    shown['show grants to role "HELPER"'] = [grant('USAGE', 'WAREHOUSE', 'LARGE')]
    const checks = await diagnosed()
    const statusOf = (name: string) => checks.filter((check) => check.name === name).map(({ status }) => status)
    expect(statusOf('warehouse')).toEqual(['ok', 'ok'])
    expect(statusOf('owner')).toEqual(['unknown'])
    // What is created is the role's, whatever roles there are besides.
    expect(statusOf('schema')).toEqual(['ok', 'missing'])
  })

  it('of a project that does not load looks at the schema of the target', async () => {
    const checks = await diagnosed({ relations: [], sources: [] })
    expect(checks.map(({ name, status }) => `${name} ${status}`)).toEqual([
      'login ok',
      'role ok',
      'warehouse ok',
      'database ok',
      'schema missing',
      'memory ok',
    ])
  })

  it('reports missing rights of sources, and a warehouse that does not run', async () => {
    const script = server.script
    server.script = (request) => {
      const { sqlText = '' } = request.body
      if (!sqlText.includes('where false')) return script(request)
      return sqlText.includes('union all') || sqlText.includes('"MOVIES"')
        ? failure('003001', "Insufficient privileges to operate on table 'MOVIES'", '42501')
        : failure('090073', "Warehouse 'W' cannot be resumed: it has exceeded its quota.", '57014')
    }
    const checks = (await diagnosed()).filter(({ name }) => name === 'source')
    expect(checks.map(({ status, fix }) => [status, fix !== undefined])).toEqual([
      ['missing', true],
      ['missing', false],
    ])
  })

  it('of databases that there are not', async () => {
    const other = { database: 'nowhere', schema: 'dev', name: 'a' }
    const checks = await diagnosed({ relations: [built('a', { relation: other })], sources: [] })
    expect(checks.filter(({ name }) => name === 'database')).toMatchObject([
      { status: 'missing', detail: 'there is no database NOWHERE, or role T may not use it' },
      { status: 'ok', detail: 'role T can use MOVIELENS' },
    ])
    expect(checks.some(({ name }) => name === 'schema')).toBe(false)
  })
})

/** A result with the columns of its first row. */
function table(found: readonly Readonly<Record<string, string | null>>[]) {
  const columns = Object.keys(found[0] ?? { name: '' })
  return rows(
    columns.map((name) => ({ name, type: 'text' })),
    found.map((row) => columns.map((name) => row[name] ?? null)),
  )
}

describe.skipIf(skipReason)('on the protocol server', () => {
  it('says what can be used, and of rights that Snowflake shows none', async () => {
    const { accessUrl, account, username, password, database, warehouse, statements } = await snowflakeServer()
    const target = snowflake({ accessUrl, account, user: username, password, database, warehouse, schema: 'dev' })
    const connected = await target.connect({ projectRoot: '.', threads: 1 })
    await connected.withSession(async (session) => {
      await session.execute(`create schema ${database}.raw`)
      await session.execute(`create table ${database}.raw.movies (id integer)`)
    })
    const raw = (name: string, isLoaded = false) =>
      source(name, { isLoaded, relation: { database, schema: 'raw', name } })
    const before = (await statements()).length
    const checks = await connected.diagnose!({
      relations: [],
      sources: [raw('movies'), raw('ratings'), raw('tags', true)],
    })
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
    expect(sent.filter((sql) => !/^(show|select|alter session)/i.test(sql))).toEqual([])
  })
})

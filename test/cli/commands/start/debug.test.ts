import { symlink } from 'node:fs/promises'
import path from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { failure, LOGIN, StubServer } from '../../../dialects/snowflake/stub-server.js'
import { snowflakeServer } from '../../../servers/snowflake-server.js'
import { CliProject } from '../../cli-project.js'

const { skipReason } = await snowflakeServer()
const MODULES = path.resolve(import.meta.dirname, '../../../../node_modules')

const PROJECT = {
  'kerros.config.ts': `import { defineProject } from 'kerros'
import { snowflake } from 'kerros/snowflake'

export default defineProject({
  name: 'shop',
  models: ['src/**/*.ts'],
  targets: {
    prod: snowflake({
      accessUrl: process.env['URL'],
      account: 'test',
      user: 'tester',
      password: 'not-to-be-shown',
      database: process.env['DATABASE'] ?? 'SHOP',
      warehouse: 'W',
      schema: 'dev',
    }),
  },
})
`,
  'src/raw.ts': `import { integer, source } from 'kerros'

export const raw = source('raw', { sales: { id: integer() } })
`,
}

let project: CliProject
const create = async (): Promise<void> => {
  project = await CliProject.create(PROJECT)
  await symlink(path.join(MODULES, 'snowflake-sdk'), path.join(project.folder, 'node_modules/snowflake-sdk'))
}
afterEach(() => project.remove())

describe('debug', () => {
  it('reports that the database could not be created', async () => {
    project = await CliProject.shop({ target: 'a file, so that no folder of that name can be made' })
    const { code, stdout } = await project.runKept('debug')
    expect(stdout).toMatch(
      /FAIL connection {2}E_NOT_PERMITTED .*its folder does not exist and cannot be created\n +→ Choose another path/,
    )
    expect(code).toBe(2)
  })

  it('reports a refused login with a hint and without a secret, and exits with 2', async () => {
    await create()
    const server = await StubServer.start()
    const refusal = failure('390100', 'Incorrect username or password was specified.')
    server.script = (request) => (request.path === LOGIN ? refusal : undefined)
    const { code, stdout, stderr } = await project.runKept('debug', { env: { URL: server.url } })
    await server.close()
    expect(stdout).toMatch(/FAIL connection +E_CONNECTION Snowflake rejects the login of "tester"/)
    expect(stdout).toMatch(/→ Use a key pair/)
    expect(stdout + stderr).not.toContain('not-to-be-shown')
    expect(code).toBe(2)
  })

  it('checks the connection of a project that does not load, reports its diagnostics, and exits with 2', async () => {
    await create()
    await project.write({ 'src/broken.ts': "import { nothing } from './nowhere.js'\nexport const a = nothing\n" })
    const server = await StubServer.start()
    const { code, stdout } = await project.runKept('debug', { env: { URL: server.url } })
    await server.close()
    expect(stdout).toMatch(/FAIL project +E_LOAD_PROJECT .*nowhere/)
    expect(stdout).toMatch(/ok {3}target +prod \(/)
    expect(stdout).toMatch(/ok {3}connection +the target answers/)
    expect(server.to(LOGIN).length).toBeGreaterThan(0)
    expect(code).toBe(2)
  })

  it('reports a configuration that does not load as every command does', async () => {
    await create()
    await project.write({ 'kerros.config.ts': 'export default {' })
    const { code, stdout, stderr } = await project.runKept('debug')
    expect(stdout).toBe('')
    expect(stderr).toMatch(/^E_LOAD_PROJECT /)
    expect(code).toBe(2)
  })

  describe.skipIf(skipReason)('on a server that shows no grants', () => {
    const debug = async (args = ''): Promise<{ readonly code: number | null; readonly lines: readonly string[] }> => {
      await create()
      const { accessUrl, database } = await snowflakeServer()
      const { code, stdout } = await project.runKept(`debug ${args}`, { env: { URL: accessUrl, DATABASE: database } })
      const lines = stdout.replaceAll(database, 'SHOP').split('\n').slice(3)
      return { code, lines: lines.map((line) => line.replace(/(login +).*/, '$1…')) }
    }

    it('lists what the role lacks, with each GRANT, all of them again to be pasted, and exits with 1', async () => {
      const { code, lines } = await debug()
      expect(lines).toMatchInlineSnapshot(`
        [
          "ok   connection  the target answers",
          "ok   login       …",
          "ok   role        duckdb",
          "ok   warehouse   TEST_WAREHOUSE",
          "ok   database    role duckdb can use SHOP",
          "?    schema      to build in SHOP.DEV, role duckdb needs USAGE, CREATE TABLE, CREATE VIEW on schema SHOP.DEV: Snowflake shows none of its grants",
          "                 → grant usage, create table, create view on schema "SHOP"."DEV" to role "duckdb";",
          "?    memory      to create the schema SHOP._KERROS, role duckdb needs CREATE SCHEMA on database SHOP: Snowflake shows none of its grants",
          "                 → grant create schema on database "SHOP" to role "duckdb";",
          "                 → If it exists and the role cannot see it: USAGE, CREATE TABLE on it are enough.",
          "FAIL source      SHOP.RAW: role duckdb does not see sales",
          "                 → grant usage on database "SHOP" to role "duckdb";",
          "                 → grant usage on schema "SHOP"."RAW" to role "duckdb";",
          "                 → grant select on all tables in schema "SHOP"."RAW" to role "duckdb";",
          "                 → grant select on all views in schema "SHOP"."RAW" to role "duckdb";",
          "                 → grant select on future tables in schema "SHOP"."RAW" to role "duckdb";",
          "",
          "-- What is missing, to be run as SECURITYADMIN or another role that has MANAGE GRANTS:",
          "grant usage on database "SHOP" to role "duckdb";",
          "grant usage on schema "SHOP"."RAW" to role "duckdb";",
          "grant select on all tables in schema "SHOP"."RAW" to role "duckdb";",
          "grant select on all views in schema "SHOP"."RAW" to role "duckdb";",
          "grant select on future tables in schema "SHOP"."RAW" to role "duckdb";",
          "",
          "-- What may be missing, to be run as SECURITYADMIN or another role that has MANAGE GRANTS:",
          "grant usage, create table, create view on schema "SHOP"."DEV" to role "duckdb";",
          "grant create schema on database "SHOP" to role "duckdb";",
          "",
        ]
      `)
      expect(code).toBe(1)
    })

    it('writes the same as JSON', async () => {
      const { code, lines } = await debug('--json')
      const events = lines.filter((line) => line !== '').map((line) => JSON.parse(line) as Record<string, unknown>)
      expect(events.find(({ name }) => name === 'schema')).toMatchObject({
        event: 'check',
        ok: false,
        status: 'unknown',
        fix: { statements: [expect.stringMatching(/^grant usage/)] },
      })
      expect(events.slice(-2)).toMatchObject([
        { event: 'fix', status: 'missing', runAs: expect.stringContaining('MANAGE GRANTS') },
        {
          event: 'fix',
          status: 'unknown',
          statements: expect.arrayContaining([expect.stringMatching(/^grant create/)]),
        },
      ])
      expect(code).toBe(1)
    })
  })
})

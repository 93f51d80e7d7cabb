import { symlink } from 'node:fs/promises'
import path from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { failure, LOGIN, StubServer } from '../dialects/snowflake/stub-server.js'
import { snowflakeServer } from '../servers/snowflake-server.js'
import { CliProject } from './cli-project.js'

const { skipReason } = await snowflakeServer()
const MODULES = path.resolve(import.meta.dirname, '../../node_modules')

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
  it('tells a login that is refused, with the way out and no secret, and exits with 2', async () => {
    await create()
    const server = await StubServer.start()
    const refusal = failure('390100', 'Incorrect username or password was specified.')
    server.script = (request) => (request.path === LOGIN ? refusal : undefined)
    const { code, stdout, stderr } = await project.run('debug', { env: { URL: server.url } })
    await server.close()
    expect(stdout).toMatch(/FAIL connection +E_CONNECTION Snowflake refuses the login of "tester"/)
    expect(stdout).toMatch(/→ Use a key pair/)
    expect(stdout + stderr).not.toContain('not-to-be-shown')
    expect(code).toBe(2)
  })

  it.skipIf(skipReason)('tells what the role lacks, with the GRANT, and exits with 1', async () => {
    await create()
    const { accessUrl, database } = await snowflakeServer()
    const { code, stdout } = await project.run('debug', { env: { URL: accessUrl, DATABASE: database } })
    expect(
      stdout
        .replaceAll(database, 'SHOP')
        .split('\n')
        .slice(3)
        .map((line) => line.replace(/(login +).*/, '$1…')),
    ).toMatchInlineSnapshot(`
      [
        "ok   connection  the target answers",
        "ok   login       …",
        "ok   role        duckdb",
        "ok   warehouse   TEST_WAREHOUSE",
        "ok   database    role duckdb can use SHOP",
        "?    schema      to build in SHOP.DEV, role duckdb needs USAGE, CREATE TABLE, CREATE VIEW on schema SHOP.DEV; Snowflake shows none of its grants",
        "                 → grant usage, create table, create view on schema "SHOP"."DEV" to role "duckdb";",
        "?    memory      to make the schema SHOP._KERROS, role duckdb needs CREATE SCHEMA on database SHOP; Snowflake shows none of its grants",
        "                 → grant create schema on database "SHOP" to role "duckdb";",
        "FAIL source      SHOP.RAW: role duckdb does not see sales",
        "                 → grant usage on database "SHOP" to role "duckdb";",
        "                 → grant usage on schema "SHOP"."RAW" to role "duckdb";",
        "                 → grant select on all tables in schema "SHOP"."RAW" to role "duckdb";",
        "                 → grant select on all views in schema "SHOP"."RAW" to role "duckdb";",
        "                 → grant select on future tables in schema "SHOP"."RAW" to role "duckdb";",
        "",
      ]
    `)
    expect(code).toBe(1)
  })
})

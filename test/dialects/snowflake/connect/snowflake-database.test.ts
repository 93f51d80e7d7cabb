import { execFile } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { build } from 'esbuild'
import type { Connection, createPool } from 'snowflake-sdk'
import { afterEach, beforeEach, describe, expect, expectTypeOf, it, vi } from 'vitest'
import { SnowflakeDatabase } from '../../../../src/dialects/snowflake/connect/snowflake-database.js'
import { loadSnowflakeModule } from '../../../../src/dialects/snowflake/connect/snowflake-module.js'
import { SnowflakeDialect } from '../../../../src/dialects/snowflake/dialect/snowflake-dialect.js'
import type {
  SnowflakeSdkConnection,
  SnowflakeSdkPool,
} from '../../../../src/dialects/snowflake/session/sdk-connection.js'
import { snowflake } from '../../../../src/dialects/snowflake/snowflake.js'
import { stubDatabase } from '../stub-database.js'
import { failure, LOGIN, QUERY, rows, StubServer } from '../stub-server.js'

const ROOT = path.resolve(import.meta.dirname, '../../../..')
const run = promisify(execFile)

let server: StubServer

beforeEach(async () => {
  server = await StubServer.start()
})
afterEach(async () => {
  vi.useRealTimers()
  await server.close()
})

describe('the pool', () => {
  it('logs in when it is needed, and keeps what was given back', async () => {
    const database = stubDatabase(server)
    expect(server.requests).toEqual([])
    await database.withSession((session) => session.query('select 1'))
    await database.withSession((session) => session.query('select 2'))
    expect(server.to(LOGIN)).toHaveLength(1)
    await database.close()
    expect(server.to('/session')).toHaveLength(1)
  })

  it('gives no session to two owners, and no more than it may', async () => {
    const database = stubDatabase(server, { maxSessions: 2 })
    let inUse = 0
    let most = 0
    const work = () =>
      database.withSession(async (session) => {
        most = Math.max(most, ++inUse)
        await session.query('select 1')
        inUse--
      })
    await Promise.all(Array.from({ length: 7 }, work))
    expect(most).toBe(2)
    expect(server.to(LOGIN)).toHaveLength(2)
    await database.close()
  })

  it('a waiting caller gets an error when it is closed', async () => {
    const database = stubDatabase(server, { maxSessions: 1 })
    await database.connect()
    const waiting = database.connect().catch((error: unknown) => error)
    await database.close()
    expect(await waiting).toMatchObject({ code: 'E_CONNECTION', message: 'the Snowflake connection is closed' })
  })

  it('asks a session that was not used for long whether it lives, and replaces it when it does not', async () => {
    const database = stubDatabase(server)
    await database.withSession(async () => {})
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 10 * 60_000 })
    server.script = ({ path: endpoint }) =>
      endpoint === '/session/heartbeat' ? failure('390111', 'Session no longer exists.') : undefined
    await database.withSession(async () => {})
    expect(server.to('/session/heartbeat')).toHaveLength(1)
    expect(server.to(LOGIN)).toHaveLength(2)
    await database.close()
  })

  it.each([
    { passcode: '123456' },
    { passcode: '123456', maxSessions: 5 },
    { passcodeInPassword: true, maxSessions: 5 },
  ])('logs in once for two parallel sessions when a code of an authenticator app is given: %o', async (config) => {
    const database = stubDatabase(server, config)
    await Promise.all([database.withSession(async () => {}), database.withSession(async () => {})])
    expect(server.to(LOGIN)).toHaveLength(1)
    await database.close()
  })
})

describe('a connection of another owner', () => {
  async function connected(): Promise<SnowflakeSdkConnection> {
    const module = await loadSnowflakeModule()
    const connection = module.createConnection({ accessUrl: server.url, account: 'a', username: 'u', password: 'p' })
    await connection.connectAsync()
    return connection
  }

  it('is used as it is, one statement at a time, and stays open', async () => {
    const connection = await connected()
    const database = new SnowflakeDatabase({ connection })
    await Promise.all([1, 2].map((i) => database.withSession((session) => session.query(`select ${i}`))))
    await database.close()
    expect(connection.isUp()).toBe(true)
    expect(server.to(QUERY).map(({ body }) => body.sqlText)).toEqual(['select 1', 'select 2'])
    await new Promise((resolve) => connection.destroy(resolve))
  })

  it('has the shape that the driver itself declares', () => {
    expectTypeOf<Connection>().toExtend<SnowflakeSdkConnection>()
    expectTypeOf<ReturnType<typeof createPool>>().toExtend<SnowflakeSdkPool>()
  })

  it('from a pool goes back to it', async () => {
    const connection = await connected()
    const events: string[] = []
    const pool = {
      acquire: async () => {
        events.push('acquire')
        return connection
      },
      release: async () => void events.push('release'),
      destroy: async () => void events.push('destroy'),
    }
    const database = new SnowflakeDatabase({ connection: pool })
    await database.withSession((session) => session.query('select 1'))
    server.script = ({ body }) =>
      body.sqlText === 'select 2' ? failure('390111', 'Session no longer exists.') : undefined
    const failed = database.withSession((session) => session.query('select 2'))
    await expect(failed).rejects.toMatchObject({
      code: 'E_CONNECTION',
      message: expect.stringContaining('has expired'),
    })
    expect(events).toEqual(['acquire', 'release', 'acquire', 'destroy'])
    await database.close()
  })

  it('can be that of a target, which says itself where its relations are', async () => {
    const connection = await connected()
    const target = snowflake({ connection, database: 'D', schema: 'S', warehouse: 'W' })
    const warehouse = await target.connect({ threads: 1, projectRoot: ROOT, readOnly: false })
    await warehouse.close()
    target.kyselyDialect({ projectRoot: ROOT, readOnly: true }).createDriver()
    expect(() =>
      snowflake({ connection, database: 'D', schema: 'S', role: 'R' })
        .kyselyDialect({ projectRoot: ROOT, readOnly: true })
        .createDriver(),
    ).toThrow('cannot be combined with `role`')
    await new Promise((resolve) => connection.destroy(resolve))
  })

  it('must be open, and excludes a login', async () => {
    const connection = await connected()
    expect(() => new SnowflakeDatabase({ connection, user: 'me' })).toThrow(
      expect.objectContaining({
        code: 'E_INVALID_OPTION',
        message: 'an open Snowflake `connection` cannot be combined with `user`',
      }),
    )
    const settled = {
      passcode: '123456',
      role: 'R',
      warehouse: 'W',
      database: 'D',
      schema: 'S',
      statementTimeout: 60,
      sessionParameters: {},
      driverOptions: { proxyHost: 'p' },
    }
    expect(() => new SnowflakeDialect({ connection, ...settled }).createDriver()).toThrow(
      expect.objectContaining({
        code: 'E_INVALID_OPTION',
        message: `an open Snowflake \`connection\` cannot be combined with \`${Object.keys(settled).join('`, `')}\``,
      }),
    )
    await new Promise((resolve) => connection.destroy(resolve))
    await expect(new SnowflakeDatabase({ connection }).connect()).rejects.toMatchObject({ code: 'E_CONNECTION' })
  })
})

describe('a process of its own', () => {
  let folder: string
  /** In the project, where the package's dependencies are found. */
  let programs: string

  beforeEach(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'kerros-process-'))
    programs = path.join(ROOT, 'target', path.basename(folder))
    await build({
      entryPoints: [path.join(ROOT, 'src/dialects/snowflake/index.ts')],
      outfile: path.join(programs, 'snowflake.mjs'),
      bundle: true,
      platform: 'node',
      format: 'esm',
      packages: 'external',
    })
  })
  afterEach(() => {
    rmSync(folder, { recursive: true })
    rmSync(programs, { recursive: true })
  })

  /** Runs a program in an empty folder. */
  async function program(source: string): Promise<{ readonly stdout: string; readonly stderr: string }> {
    const file = path.join(programs, 'program.mjs')
    writeFileSync(file, source)
    return run(process.execPath, [file], { cwd: folder, timeout: 30_000 })
  }

  it('importing kerros/snowflake loads nothing but kysely', async () => {
    const hook = `import fs from 'node:fs'
export async function resolve(specifier, context, next) {
  const resolved = await next(specifier, context)
  fs.writeSync(1, resolved.url + ' ')
  return resolved
}`
    const { stdout } = await program(`import { register } from 'node:module'
register('data:text/javascript,${encodeURIComponent(hook).replaceAll("'", '%27')}')
const { SnowflakeDialect } = await import('./snowflake.mjs')
new SnowflakeDialect({ account: 'a' })`)
    expect(stdout).toContain('snowflake.mjs')
    const packages = [...stdout.matchAll(/node_modules\/((?:@[^/]+\/)?[^/]+)\//g)].map(([, name]) => name)
    expect([...new Set(packages)]).toEqual(['kysely'])
  })

  it('ends by itself though a stream was left lying', async () => {
    const chunk = Array.from({ length: 5000 }, (_, i) => `["${i}"]`).join()
    server.script = ({ path: endpoint, body }) => {
      if (endpoint === '/chunk') return { body: chunk }
      if (body.sqlText !== 'select a') return undefined
      return rows([{ name: 'A', type: 'text' }], [], [{ url: `${server.url}/chunk`, rowCount: 5000 }])
    }
    const { stdout } = await program(`import { SnowflakeDatabase } from './snowflake.mjs'
const database = new SnowflakeDatabase({ accessUrl: '${server.url}', account: 'a', user: 'u', password: 'p' })
const session = await database.connect()
const stream = session.stream('select a', [], { chunkSize: 10 })
console.log((await stream.next()).value.length)
await database.close()`)
    expect(stdout).toBe('10\n')
  })

  it('ends by itself after close(), has printed nothing and left no file', async () => {
    const { stdout, stderr } = await program(`import { SnowflakeDatabase } from './snowflake.mjs'
const database = new SnowflakeDatabase({ accessUrl: '${server.url}', account: 'a', user: 'u', password: 'p' })
await Promise.all([1, 2].map(() => database.withSession((session) => session.query('select 1'))))
await database.close()`)
    expect([stdout, stderr]).toEqual(['', ''])
    expect(readdirSync(folder)).toEqual([])
    expect(server.to('/session')).toHaveLength(2)
  })
})

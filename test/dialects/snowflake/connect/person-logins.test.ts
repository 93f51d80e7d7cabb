import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { integer, snapshot, source, table, unique, varchar } from 'kerros'
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest'
import { loginSource } from '../../../../src/dialects/snowflake/connect/login-source.js'
import type { SnowflakeConfig } from '../../../../src/dialects/snowflake/connect/snowflake-config.js'
import { snowflake } from '../../../../src/dialects/snowflake/snowflake.js'
import { ScratchProject } from '../../../conformance/scratch-project.js'
import { snowflakeServer } from '../../../servers/snowflake-server.js'
import { stubDatabase } from '../stub-database.js'
import { LOGIN, ok, type StubReply, StubServer } from '../stub-server.js'

// The driver makes one place for tokens in a process.
const folder = mkdtempSync(path.join(tmpdir(), 'kerros-tokens-'))
afterAll(() => rmSync(folder, { recursive: true }))

let server: StubServer
/** How often a person was asked. */
let asked = 0

beforeEach(async () => {
  asked = 0
  server = await StubServer.start()
})
afterEach(() => server.close())

/** The answer to a login, with what the driver may keep. */
function loggedIn(tokens: object): StubReply {
  const validity = { validityInSeconds: 3600, masterValidityInSeconds: 14400 }
  return ok({ token: `session ${server.to(LOGIN).length}`, masterToken: 'm', parameters: [], ...validity, ...tokens })
}

/** Uses three sessions at once, and gives what the logins sent. */
async function useThree(config: SnowflakeConfig): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const database = stubDatabase(server, config)
  const work = () => database.withSession((session) => session.query('select 1'))
  await Promise.all([work(), work(), work()])
  await database.close()
  expect(server.statements).toEqual(['select 1', 'select 1', 'select 1'])
  return server.to(LOGIN).map(({ body }) => body.data!)
}

describe('a browser', () => {
  /** A browser whose user logs in at once. */
  function withBrowser(user: string, driverOptions: SnowflakeConfig['driverOptions'] = {}): SnowflakeConfig {
    server.script = ({ path: endpoint }) => (endpoint === LOGIN ? loggedIn({ idToken: 'kept-id' }) : undefined)
    const openExternalBrowserCallback = (url: string): void => {
      asked += 1
      const port = new URL(url).searchParams.get('browser_mode_redirect_port')
      fetch(`http://localhost:${port}/?token=saml-${asked}`).catch(() => {})
    }
    return {
      user,
      authenticator: 'EXTERNALBROWSER',
      password: undefined,
      // With the console's own page the driver asks for no other one, which it would want by https.
      driverOptions: {
        openExternalBrowserCallback,
        disableConsoleLogin: false,
        credentialCacheDir: folder,
        ...driverOptions,
      },
    }
  }

  it('is opened once, for one session', async () => {
    const logins = await useThree(withBrowser('plain'))
    expect(asked).toBe(1)
    expect(logins).toMatchObject([{ AUTHENTICATOR: 'EXTERNALBROWSER', TOKEN: 'saml-1' }])
  })

  it('is opened once for all sessions when the driver keeps the token', async () => {
    const logins = await useThree(withBrowser('keeper', { clientStoreTemporaryCredential: true }))
    expect(asked).toBe(1)
    expect(logins).toMatchObject([
      { AUTHENTICATOR: 'EXTERNALBROWSER' },
      { AUTHENTICATOR: 'ID_TOKEN', TOKEN: 'kept-id' },
      { AUTHENTICATOR: 'ID_TOKEN', TOKEN: 'kept-id' },
    ])
  })
})

describe('a push', () => {
  beforeEach(() => {
    server.script = ({ path: endpoint, body }) => {
      if (endpoint !== LOGIN) return undefined
      if (!body.data!['TOKEN']) asked += 1
      return loggedIn({ mfaToken: 'kept-mfa' })
    }
  })

  it('is sent once, for one session', async () => {
    const logins = await useThree({ user: 'pushed', authenticator: 'USERNAME_PASSWORD_MFA', maxSessions: 4 })
    expect(asked).toBe(1)
    expect(logins).toMatchObject([{ EXT_AUTHN_DUO_METHOD: 'push' }])
  })

  it('is sent once for all sessions when the driver keeps the token', async () => {
    const driverOptions = { clientRequestMFAToken: true, credentialCacheDir: folder }
    const logins = await useThree({ user: 'kept', authenticator: 'USERNAME_PASSWORD_MFA', driverOptions })
    expect(asked).toBe(1)
    expect(logins.map(({ TOKEN }) => TOKEN)).toEqual([null, 'kept-mfa', 'kept-mfa'])
  })
})

it.each([
  [{ authenticator: 'OAUTH_AUTHORIZATION_CODE' }, 1],
  [{ authenticator: 'OAUTH_AUTHORIZATION_CODE', driverOptions: { clientStoreTemporaryCredential: true } }, 8],
  [
    {
      authenticator: 'OAUTH_AUTHORIZATION_CODE',
      user: undefined,
      driverOptions: { clientStoreTemporaryCredential: true },
    },
    1,
  ],
  [{ authenticator: 'EXTERNALBROWSER', driverOptions: { clientStoreTemporaryCredential: 'true' } }, 1],
  [{ authenticator: 'https://me.okta.com', password: 'p' }, 8],
  [{ password: 'p', passcode: '123456', driverOptions: { clientRequestMFAToken: true } }, 1],
])('with %j there are at most %i sessions', async (config, maxLinks) => {
  const around = { env: {}, homeFolder: folder }
  expect(await loginSource({ account: 'A', user: 'U', ...config }, around)).toMatchObject({ maxLinks })
})

const protocol = await snowflakeServer()

it.skipIf(protocol.skipReason)('a build with threads gets by with the one session of a push', async () => {
  const { accessUrl, account, username: user, password, database } = protocol
  const login = { accessUrl, account, user, password, authenticator: 'USERNAME_PASSWORD_MFA' }
  const project = await ScratchProject.create({
    name: 'Snowflake',
    createTarget: () => snowflake({ ...login, database, schema: 'PUSHED', threads: 4 }),
  })
  await project.execute(
    'create schema if not exists raw_pushed',
    'create or replace table raw_pushed.events (id integer, kind varchar)',
    "insert into raw_pushed.events values (1, 'a'), (2, 'b')",
  )
  const raw = source('raw_pushed', { events: { id: integer(), kind: varchar() } })
  const model = () =>
    table({ e: raw.events }, (qb) => qb.selectFrom('e').selectAll(), { columns: { id: { tests: [unique()] } } })
  const history = snapshot(raw.events, { uniqueKey: 'id', strategy: 'check', checkColumns: ['kind'] })
  const { nodes } = await project.build({ raw, a: model(), b: model(), c: model(), history })
  expect(nodes.length).toBeGreaterThan(4)
  expect(nodes.filter(({ status }) => status !== 'success' && status !== 'pass')).toEqual([])
  await project.remove()
})

import { createHash, createPublicKey, createVerify, generateKeyPairSync } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { inspect } from 'node:util'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { SnowflakeConfig } from '../../../../src/dialects/snowflake/connect/snowflake-config.js'
import { SnowflakeDatabase } from '../../../../src/dialects/snowflake/connect/snowflake-database.js'
import { SnowflakeDialect } from '../../../../src/dialects/snowflake/dialect/snowflake-dialect.js'
import { NOWHERE, stubDatabase } from '../stub-database.js'
import { failure, LOGIN, QUERY, StubServer } from '../stub-server.js'

let server: StubServer
let folder: string

beforeEach(async () => {
  server = await StubServer.start()
  folder = mkdtempSync(path.join(tmpdir(), 'kerros-login-'))
})
afterEach(async () => {
  await server.close()
  rmSync(folder, { recursive: true })
})

/** Logs in and out, and gives what was sent. */
async function login(config: SnowflakeConfig): Promise<Readonly<Record<string, unknown>>> {
  const database = new SnowflakeDatabase({ accessUrl: server.url, account: 'ORG-MY_ACC', ...config }, NOWHERE)
  try {
    await database.open()
  } finally {
    await database.close()
  }
  return server.to(LOGIN)[0]!.body.data!
}

/** What the user is told when Snowflake refuses. */
async function refused(code: string, message: string, config: SnowflakeConfig = {}): Promise<Error> {
  server.script = ({ path: endpoint }) => (endpoint === LOGIN ? failure(code, message) : undefined)
  const database = stubDatabase(server, config)
  const error = await database.connect().catch((caught: unknown) => caught as Error)
  await database.close()
  return error as Error
}

describe('what is sent', () => {
  it('is a password', async () => {
    expect(await login({ user: 'me', password: 'p', role: 'R', database: 'D' })).toMatchObject({
      LOGIN_NAME: 'me',
      PASSWORD: 'p',
      ACCOUNT_NAME: 'ORG-MY_ACC',
    })
    expect(Object.fromEntries(server.to(LOGIN)[0]!.query)).toMatchObject({ roleName: 'R', databaseName: 'D' })
  })

  it('is a password with a passcode', async () => {
    const sent = await login({ user: 'me', password: 'p', passcode: '123456' })
    expect(sent).toMatchObject({ PASSWORD: 'p', PASSCODE: '123456', EXT_AUTHN_DUO_METHOD: 'passcode' })
  })

  it('what connections.toml says to driver and session, unless the code says something else', async () => {
    writeFileSync(
      path.join(folder, 'connections.toml'),
      `[dev]
access_url = "${server.url}"
account = "A"
user = "me"
password = "p"
login_timeout = 60
client_session_keep_alive = true
client_session_keep_alive_heartbeat_frequency = 1800

[dev.session_parameters]
LOCK_TIMEOUT = 30
query_tag = "nightly"
WEEK_START = 7
`,
    )
    const around = { env: { SNOWFLAKE_HOME: folder }, homeFolder: '/nonexistent' }
    const database = new SnowflakeDatabase(
      { connection: 'dev', sessionParameters: { week_start: 1 }, queryTag: 'mine' },
      around,
    )
    await database.open()
    await database.close()
    expect(server.to(LOGIN)[0]!.body.data!['SESSION_PARAMETERS']).toMatchObject({
      CLIENT_SESSION_KEEP_ALIVE: true,
      CLIENT_SESSION_KEEP_ALIVE_HEARTBEAT_FREQUENCY: 1800,
    })
    const [sql] = server.to(QUERY).map(({ body }) => body.sqlText!)
    expect(sql).toMatch(/ LOCK_TIMEOUT = 30, QUERY_TAG = 'mine', WEEK_START = 1$/)
  })

  it.each(['PROGRAMMATIC_ACCESS_TOKEN', 'OAUTH'])('is a token: %s', async (authenticator) => {
    expect(await login({ user: 'me', token: 'tok', authenticator })).toMatchObject({
      TOKEN: 'tok',
      AUTHENTICATOR: authenticator,
    })
  })

  describe('a key pair', () => {
    const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
    const plain = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
    const encrypted = privateKey
      .export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'geheim' })
      .toString()
    const old = privateKey.export({ type: 'pkcs1', format: 'pem' }).toString()
    const bare = plain.split('\n').slice(1, -2).join('')

    it.each([
      ['as text', { privateKey: plain }],
      ['as text with \\n spelled out', { privateKey: plain.replaceAll('\n', '\\n') }],
      ['as bare base64', { privateKey: bare }],
      ['as text, encrypted', { privateKey: encrypted, privateKeyPass: 'geheim' }],
      ['as an old PEM', { privateKey: old }],
    ])('%s', async (_, config) => expectSigned(await login({ user: 'me', ...config })))

    it.each([
      ['plain', plain, {}],
      ['encrypted', encrypted, { privateKeyPass: 'geheim' }],
    ])('in a file, %s', async (_, pem, config) => {
      const file = path.join(folder, 'key.p8')
      writeFileSync(file, pem)
      expectSigned(await login({ user: 'me', privateKeyPath: file, ...config }))
    })

    it.each([
      [{ privateKey: encrypted }, 'E_INVALID_OPTION', /encrypted private key, and there is no passphrase/],
      [
        { privateKey: encrypted, privateKeyPass: 'wrong-pass' },
        'E_INVALID_OPTION',
        /is not a private key for this passphrase/,
      ],
      [{ privateKey: 'rubbish-key' }, 'E_INVALID_OPTION', /is not a private key/],
      [{ privateKeyPath: '/nowhere/key.p8' }, 'E_FILE_NOT_FOUND', /"\/nowhere\/key.p8" does not exist/],
    ])('that cannot be used is reported before anything is sent', async (config, code, message) => {
      const error = await login({ user: 'me', ...config }).catch((caught: unknown) => caught)
      expect(error).toMatchObject({ code, message: expect.stringMatching(message) })
      expect(inspect(error)).not.toMatch(/wrong-pass|rubbish-key|BEGIN/)
      expect(server.requests).toEqual([])
    })

    function expectSigned(sent: Readonly<Record<string, unknown>>): void {
      const [head, claims, signature] = (sent['TOKEN'] as string).split('.')
      expect(createVerify('RSA-SHA256').update(`${head}.${claims}`).verify(publicKey, signature!, 'base64url')).toBe(
        true,
      )
      const der = createPublicKey(publicKey.export({ type: 'spki', format: 'pem' })).export({
        type: 'spki',
        format: 'der',
      })
      const fingerprint = createHash('sha256').update(der).digest('base64')
      expect(JSON.parse(Buffer.from(claims!, 'base64url').toString()).iss).toBe(`ORG-MY_ACC.ME.SHA256:${fingerprint}`)
      expect(sent['AUTHENTICATOR']).toBe('SNOWFLAKE_JWT')
    }
  })
})

describe('a login that is refused', () => {
  it.each([
    ['390100', 'Incorrect username or password was specified.'],
    ['390197', 'Multi-factor authentication is required for this account. Log in to Snowsight to enroll.'],
    ['390202', 'Authentication attempt rejected by the current authentication policy.'],
  ])('with a password alone names the rule and the alternatives (%s)', async (code, message) => {
    expect(await refused(code, message)).toMatchObject({
      code: 'E_CONNECTION',
      snowflakeCode: code,
      message: `Snowflake rejects the login of "tester" at the account "stub": ${message} (${code}). Snowflake is blocking sign-in with a password alone: people need a second factor, services a key pair or a token`,
      hint: expect.stringMatching(/privateKeyPath.*PROGRAMMATIC_ACCESS_TOKEN.*passcode/),
    })
  })

  it.each([
    ['390144', 'JWT token is invalid. [abc]', { privateKey: newKey() }, /rsa_public_key/],
    [
      '394400',
      'Programmatic access token is invalid.',
      { token: 't', authenticator: 'PROGRAMMATIC_ACCESS_TOKEN' },
      /make a new one/,
    ],
    ['390303', 'Invalid OAuth access token.', { token: 't' }, /new OAuth token/],
    ['390189', "Role 'X' specified in the connect string is not granted to this user.", { token: 't' }, /grant role/],
    ['390127', 'Incorrect passcode was specified.', { passcode: '1' }, /current `passcode`/],
  ])('otherwise says what to do (%s)', async (code, message, config, hint) => {
    const error = await refused(code, message, {
      password: undefined,
      ...('passcode' in config && { password: 'p' }),
      ...config,
    })
    expect(error).toMatchObject({ code: 'E_CONNECTION', hint: expect.stringMatching(hint) })
    expect(error.message).toContain(message)
  })

  it("with the driver's own words: a wrong option", async () => {
    const error = await login({ user: 'me', password: 'p', driverOptions: { clientSessionKeepAlive: 'often' } }).catch(
      (caught: unknown) => caught,
    )
    expect(error).toMatchObject({ code: 'E_INVALID_OPTION', message: expect.stringMatching(/keep.?alive/i) })
  })

  it.each([403, 404])('by no server: an account that does not exist answers HTTP %i', async (status) => {
    server.script = () => ({ status, body: '<html>' })
    const error = await stubDatabase(server)
      .connect()
      .catch((caught: unknown) => caught)
    expect(error).toMatchObject({
      code: 'E_CONNECTION',
      message: `no answer from Snowflake at ${server.url}: HTTP ${status}`,
      hint: expect.stringMatching(/Check `account`/),
    })
  })

  it('that is refused with 503 is tried again', async () => {
    server.script = ({ path: endpoint }) =>
      endpoint === LOGIN && server.to(LOGIN).length === 1 ? { status: 503, body: 'busy' } : undefined
    await login({ user: 'me', password: 'p' })
    expect(server.to(LOGIN)).toHaveLength(2)
  })

  it('never repeats a secret', async () => {
    const error = await refused('390100', 'no: hunter2-password')
    expect(`${inspect(error, { depth: 9, showHidden: true })}${JSON.stringify(error)}`).not.toContain('hunter2')
  })

  it('never repeats the rest of a secret that begins like another one', async () => {
    const config = { password: 'hunter2', passcode: 'hunter2-and-a-code', authenticator: 'USERNAME_PASSWORD_MFA' }
    const error = await refused('390100', 'no: hunter2-and-a-code', config)
    expect(error.message).toContain('no: … (390100)')
  })

  it('is not tried by every waiting session, which would lock the user', async () => {
    server.script = ({ path: endpoint }) =>
      endpoint === LOGIN ? failure('390100', 'Incorrect username or password was specified.') : undefined
    const database = stubDatabase(server)
    const results = await Promise.allSettled([database.connect(), database.connect(), database.connect()])
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected'])
    expect(server.to(LOGIN)).toHaveLength(1)
    await database.close()
  })

  it('leaves nothing secret in what is printed', async () => {
    const config = { account: 'a', user: 'u', password: 'hunter2', privateKeyPass: 'geheim' }
    const printed = [new SnowflakeDatabase(config, NOWHERE), new SnowflakeDialect(config)]
      .map((object) => inspect(object, { depth: 9, showHidden: true }) + JSON.stringify(object))
      .join()
    expect(printed).not.toMatch(/hunter2|geheim/)
    const database = stubDatabase(server)
    expect(JSON.stringify(await database.about())).not.toContain('hunter2')
    await database.close()
  })
})

it.each([
  [{ username: 'me' }, 'Snowflake connections have no option `username`', 'It is called `user`.'],
  [{ acount: 'x' }, 'Snowflake connections have no option `acount`', expect.any(String)],
  [{ maxSessions: 0 }, '`maxSessions` is 0, not a whole number of at least 1', expect.any(String)],
])('%o is refused', (config, message, hint) => {
  expect(() => new SnowflakeDatabase(config as SnowflakeConfig)).toThrow(
    expect.objectContaining({ code: 'E_INVALID_OPTION', message, hint }),
  )
})

function newKey(): string {
  return generateKeyPairSync('rsa', { modulusLength: 2048 })
    .privateKey.export({ type: 'pkcs8', format: 'pem' })
    .toString()
}

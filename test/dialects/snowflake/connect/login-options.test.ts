import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { aboutLogin, loginOptions } from '../../../../src/dialects/snowflake/connect/login-options.js'
import type { SnowflakeConfig } from '../../../../src/dialects/snowflake/connect/snowflake-config.js'

let home: string

beforeEach(() => {
  home = mkdtempSync(path.join(tmpdir(), 'kerros-home-'))
})
afterEach(() => rmSync(home, { recursive: true }))

function write(file: string, text: string): void {
  const target = path.join(home, file)
  mkdirSync(path.dirname(target), { recursive: true })
  writeFileSync(target, text)
}

const resolve = (config: SnowflakeConfig, env: Record<string, string> = {}) =>
  loginOptions(config, { env, homeFolder: home })

const WHO = { account: 'MYORG-MY_ACCOUNT', user: 'ME' } as const

describe('accounts', () => {
  it.each([
    ['MYORG-MY_ACCOUNT', 'MYORG-MY_ACCOUNT', 'myorg-my-account.snowflakecomputing.com'],
    ['xy12345.eu-central-1', 'xy12345.eu-central-1', 'xy12345.eu-central-1.snowflakecomputing.com'],
    ['xy12345.cn-northwest-1', 'xy12345.cn-northwest-1', 'xy12345.cn-northwest-1.snowflakecomputing.cn'],
    ['https://myorg-acc.snowflakecomputing.com/', 'myorg-acc', 'myorg-acc.snowflakecomputing.com'],
  ])('%s is at %s', async (account, name, host) => {
    expect(await resolve({ account, user: 'ME', password: 'x' })).toMatchObject({ account: name, host })
  })

  it("keep a host or URL of one's own", async () => {
    expect(await resolve({ ...WHO, password: 'x', host: 'a.privatelink.snowflakecomputing.com' })).toMatchObject({
      account: 'MYORG-MY_ACCOUNT',
      host: 'a.privatelink.snowflakecomputing.com',
    })
    const { account, host } = await resolve({ user: 'ME', password: 'x', accessUrl: 'https://acc.example.com:8443' })
    expect([account, host]).toEqual(['acc', undefined])
  })

  it('an option that does not exist is refused', async () => {
    await expect(resolve({ account: 'my account', user: 'ME', password: 'x' })).rejects.toMatchObject({
      code: 'E_INVALID_OPTION',
    })
  })
})

describe('authenticators', () => {
  it.each([
    [{ privateKeyPath: 'k.p8' }, 'SNOWFLAKE_JWT'],
    [{ token: 't' }, 'OAUTH'],
    [{ token: 't', authenticator: 'programmatic_access_token' }, 'PROGRAMMATIC_ACCESS_TOKEN'],
    [{ workloadIdentityProvider: 'AWS' }, 'WORKLOAD_IDENTITY'],
    [{ authenticator: 'externalbrowser' }, 'EXTERNALBROWSER'],
    [{ password: 'p', passcode: '123456' }, 'USERNAME_PASSWORD_MFA'],
    [{ password: 'p' }, 'SNOWFLAKE'],
    [{ password: 'p', authenticator: 'https://Example.okta.com' }, 'https://Example.okta.com'],
  ])('%o is %s', async (options, authenticator) => {
    expect((await resolve({ ...WHO, ...options })).authenticator).toBe(authenticator)
  })

  it.each([
    [{ user: 'ME', password: 'x' }, 'the Snowflake connection has no `account`'],
    [{ account: 'a' }, 'the Snowflake connection has no `user`'],
    [WHO, 'the Snowflake connection has no `password`'],
    [{ ...WHO, authenticator: 'OAUTH' }, 'the Snowflake connection has no `token` or `tokenFilePath`'],
    [{ ...WHO, authenticator: 'SNOWFLAKE_JWT' }, 'the Snowflake connection has no `privateKey` or `privateKeyPath`'],
    [{ ...WHO, authenticator: 'KERBEROS' }, 'Snowflake has no authenticator "KERBEROS"'],
    [
      { ...WHO, password: 'x', privateKeyPass: 'geheim' },
      '`privateKeyPass` is given, but SNOWFLAKE does not use a private key',
    ],
    [
      { ...WHO, password: 4711 as unknown as string },
      'the Snowflake option `password` is not a string, but of type number',
    ],
  ])('%o is refused', async (options, message) => {
    const error = await resolve(options).catch((caught: unknown) => caught)
    expect(error).toMatchObject({ code: 'E_INVALID_OPTION', message, hint: expect.any(String) })
    expect(JSON.stringify(error)).not.toMatch(/geheim|4711/)
  })
})

describe('connections.toml', () => {
  const TOML = `
[prod]
account = "ORG-PROD"
user = "LOADER"
private_key_file = "/keys/prod.p8"
private_key_passphrase = "geheim"
warehouse = "WH"

[dev]
account = "ORG-DEV"
user = "ME"
authenticator = "externalbrowser"
`

  it('has connections by their names, with options in snake_case', async () => {
    write('.snowflake/connections.toml', TOML)
    expect(await resolve({ connection: 'prod' })).toEqual({
      account: 'ORG-PROD',
      host: 'org-prod.snowflakecomputing.com',
      user: 'LOADER',
      authenticator: 'SNOWFLAKE_JWT',
      privateKeyPath: '/keys/prod.p8',
      privateKeyPass: 'geheim',
      warehouse: 'WH',
    })
  })

  it.each(['private_key_path', 'private_key_file', 'token_file_path'])('%s starts at the home folder', async (key) => {
    write('.snowflake/connections.toml', `[prod]\naccount = "ORG-PROD"\nuser = "ME"\n${key} = "~/keys/prod"\n`)
    const { privateKeyPath, tokenFilePath } = await resolve({ connection: 'prod' })
    expect(privateKeyPath ?? tokenFilePath).toBe(`${home}/keys/prod`)
  })

  it('a path of another home folder, or with ~ within it, stays as it is', async () => {
    const files = ['~other/key.p8', '/keys/~/key.p8', 'key~.p8']
    const found = files.map((privateKeyPath) => resolve({ account: 'A', user: 'U', privateKeyPath }))
    expect((await Promise.all(found)).map(({ privateKeyPath }) => privateKeyPath)).toEqual(files)
    const env = { SNOWFLAKE_ACCOUNT: 'A', SNOWFLAKE_USER: 'U', SNOWFLAKE_PRIVATE_KEY_PATH: '~/key.p8' }
    expect(await resolve({}, env)).toMatchObject({ privateKeyPath: `${home}/key.p8` })
  })

  it('has the default connection, also in the folder of SNOWFLAKE_HOME', async () => {
    write('elsewhere/connections.toml', TOML)
    const env = { SNOWFLAKE_HOME: path.join(home, 'elsewhere'), SNOWFLAKE_DEFAULT_CONNECTION_NAME: 'dev' }
    expect(await resolve({}, env)).toMatchObject({ account: 'ORG-DEV', authenticator: 'EXTERNALBROWSER' })
  })

  it('config.toml holds connections too', async () => {
    write('.snowflake/config.toml', TOML.replace(/\[(prod|dev)\]/g, '[connections.$1]'))
    expect(await resolve({ connection: 'dev' })).toMatchObject({ account: 'ORG-DEV' })
  })

  it('options win over it, and it wins over variables; credentials come from one place', async () => {
    write('.snowflake/connections.toml', TOML)
    const env = { SNOWFLAKE_ROLE: 'FROM_ENV', SNOWFLAKE_WAREHOUSE: 'ENV_WH', SNOWFLAKE_PASSWORD: 'env-password' }
    expect(await resolve({ connection: 'prod', token: 'mine' }, env)).toEqual({
      account: 'ORG-PROD',
      host: 'org-prod.snowflakecomputing.com',
      user: 'LOADER',
      token: 'mine',
      authenticator: 'OAUTH',
      warehouse: 'WH',
      role: 'FROM_ENV',
    })
  })

  it('what is no text goes to the driver as it is, in its spelling; what it does not know, it leaves aside', async () => {
    write(
      '.snowflake/connections.toml',
      `[prod]
account = "ORG-PROD"
user = "ME"
password = "x"
role = ""
port = 443
login_timeout = 60
client_session_keep_alive = true
client_store_temporary_credential = true
client_request_mfa_token = true
disable_saml_url_check = false
oauthClientId = "id"
workload_identity_impersonation_path = ["a", "b"]

[prod.session_parameters]
query_tag = "nightly"
WEEK_START = 7
`,
    )
    const login = await resolve({ connection: 'prod', driverOptions: { port: 8443, timeout: 1 } })
    expect(login).toEqual({
      account: 'ORG-PROD',
      host: 'org-prod.snowflakecomputing.com',
      user: 'ME',
      password: 'x',
      authenticator: 'SNOWFLAKE',
      driverOptions: {
        port: 8443,
        loginTimeout: 60,
        clientSessionKeepAlive: true,
        clientStoreTemporaryCredential: true,
        clientRequestMFAToken: true,
        disableSamlURLCheck: false,
        oauthClientId: 'id',
        workloadIdentityImpersonationPath: ['a', 'b'],
        timeout: 1,
      },
      sessionParameters: { query_tag: 'nightly', WEEK_START: 7 },
    })
    expect(Object.keys(aboutLogin(login))).toEqual(['account', 'user', 'authenticator', 'host'])
  })

  it.each(['account = 4711', 'user = 4711', 'password = 4711', 'authenticator = 4711', 'passcode = 4711'])(
    'but %s is refused',
    async (line) => {
      const rest = ['account = "A"', 'user = "U"', 'password = "P"'].filter(
        (other) => !other.startsWith(line.slice(0, 4)),
      )
      write('.snowflake/connections.toml', `[prod]\n${[...rest, line].join('\n')}\n`)
      const error = await resolve({ connection: 'prod' }).catch((caught: unknown) => caught)
      expect(error).toMatchObject({
        code: 'E_INVALID_OPTION',
        message: `the Snowflake option \`${line.split(' ')[0]}\` is not a string, but of type number`,
      })
    },
  )

  it('session parameters that are no table are refused', async () => {
    write('.snowflake/connections.toml', '[prod]\naccount = "A"\nsession_parameters = "TIMEZONE"\n')
    await expect(resolve({ connection: 'prod' })).rejects.toMatchObject({ code: 'E_INVALID_OPTION' })
  })

  it.each([
    ['xy12345', 'eu-central-1', 'xy12345.eu-central-1'],
    ['xy12345', 'us-west-2', 'xy12345'],
    ['xy12345.eu-west-1', 'eu-central-1', 'xy12345.eu-west-1'],
  ])('the account %s in the region %s is %s', async (name, region, account) => {
    write(
      '.snowflake/connections.toml',
      `[prod]\naccount = "${name}"\nregion = "${region}"\nuser = "U"\npassword = "P"`,
    )
    expect(await resolve({ connection: 'prod' })).toEqual({
      account,
      host: `${account}.snowflakecomputing.com`,
      user: 'U',
      password: 'P',
      authenticator: 'SNOWFLAKE',
    })
  })

  it('the names of options in SnowSQL are known too', async () => {
    const lines = ['account', 'user', 'database', 'schema', 'warehouse', 'role'].map(
      (name) => `${name}name = "${name}"`,
    )
    write('.snowflake/connections.toml', `[prod]\npassword = "P"\n${lines.join('\n')}\n`)
    expect(await resolve({ connection: 'prod' })).toMatchObject({
      account: 'account',
      user: 'user',
      database: 'database',
      schema: 'schema',
      warehouse: 'warehouse',
      role: 'role',
    })
  })

  describe('is found', () => {
    const SETTINGS = [
      ['linux', '.config/snowflake'],
      ['darwin', 'Library/Application Support/snowflake'],
      ['win32', 'AppData/Local/snowflake'],
    ] as const

    it.each(SETTINGS)('on %s in %s, when ~/.snowflake has none', async (platform, folder) => {
      write(`${folder}/config.toml`, TOML.replace(/\[(prod|dev)\]/g, '[connections.$1]'))
      const around = { env: {}, homeFolder: home, platform }
      expect(await loginOptions({ connection: 'dev' }, around)).toMatchObject({ account: 'ORG-DEV' })
      write('.snowflake/connections.toml', TOML.replace('ORG-DEV', 'ORG-FIRST'))
      expect(await loginOptions({ connection: 'dev' }, around)).toMatchObject({ account: 'ORG-FIRST' })
    })

    it('in XDG_CONFIG_HOME', async () => {
      write('settings/snowflake/connections.toml', TOML)
      const around = {
        env: { XDG_CONFIG_HOME: path.join(home, 'settings') },
        homeFolder: home,
        platform: 'linux',
      } as const
      expect(await loginOptions({ connection: 'dev' }, around)).toMatchObject({ account: 'ORG-DEV' })
    })

    it('nowhere else than in SNOWFLAKE_HOME when that is set', async () => {
      write('.snowflake/connections.toml', TOML)
      const env = { SNOWFLAKE_HOME: path.join(home, 'empty') }
      await expect(resolve({ connection: 'dev' }, env)).rejects.toMatchObject({
        code: 'E_FILE_NOT_FOUND',
        message: `there is no connections.toml for the Snowflake connection "dev" in ${env.SNOWFLAKE_HOME}`,
      })
    })
  })

  it('variables of the connection itself go before it, and are enough', async () => {
    const env = {
      SNOWFLAKE_CONNECTIONS_DEV_AUTHENTICATOR: 'SNOWFLAKE',
      SNOWFLAKE_CONNECTIONS_DEV_PASSWORD: 'from-env',
      SNOWFLAKE_CONNECTIONS_DEV_PORT: '1',
      SNOWFLAKE_CONNECTIONS_OTHER_USER: 'NOBODY',
    }
    write('.snowflake/connections.toml', TOML)
    const login = await resolve({ connection: 'dev' }, env)
    expect(login).toMatchObject({ user: 'ME', password: 'from-env', authenticator: 'SNOWFLAKE' })
    expect(login.driverOptions).toBeUndefined()
    rmSync(path.join(home, '.snowflake'), { recursive: true })
    const alone = { ...env, SNOWFLAKE_CONNECTIONS_DEV_ACCOUNT: 'ORG-ENV', SNOWFLAKE_CONNECTIONS_DEV_USER: 'YOU' }
    expect(await resolve({ connection: 'dev' }, alone)).toMatchObject({ account: 'ORG-ENV', user: 'YOU' })
  })

  it('a name that is not there: those that are', async () => {
    write('.snowflake/connections.toml', TOML)
    await expect(resolve({ connection: 'pord' })).rejects.toMatchObject({
      code: 'E_INVALID_OPTION',
      message: 'connections.toml has no connection "pord"',
      hint: 'It has "prod", "dev".',
    })
  })

  it('need not be there', async () => {
    await expect(resolve({ connection: 'prod' })).rejects.toMatchObject({ code: 'E_FILE_NOT_FOUND' })
  })

  it('a line that is not valid TOML is named, and not shown', async () => {
    write('.snowflake/connections.toml', '[prod]\npassword = geheim\n')
    const error = await resolve({ connection: 'prod' }).catch((caught: unknown) => caught)
    expect(error).toMatchObject({
      code: 'E_INVALID_OPTION',
      message: expect.stringMatching(/connections\.toml is not valid TOML: line 2$/),
    })
    expect(JSON.stringify(error)).not.toContain('geheim')
  })
})

it('variables alone are enough', async () => {
  const env = {
    SNOWFLAKE_ACCOUNT: 'ORG-ACC',
    SNOWFLAKE_USER: 'ME',
    SNOWFLAKE_PRIVATE_KEY: 'pem',
    SNOWFLAKE_PRIVATE_KEY_PASSPHRASE: 'geheim',
    SNOWFLAKE_ROLE: 'R',
    SNOWFLAKE_WAREHOUSE: 'W',
    SNOWFLAKE_DATABASE: 'D',
    SNOWFLAKE_SCHEMA: 'S',
    SNOWFLAKE_PASSWORD: '',
  }
  const options = await resolve({}, env)
  expect(options).toMatchObject({ authenticator: 'SNOWFLAKE_JWT', privateKey: 'pem', privateKeyPass: 'geheim' })
  expect(aboutLogin(options)).toEqual({
    account: 'ORG-ACC',
    user: 'ME',
    authenticator: 'SNOWFLAKE_JWT',
    role: 'R',
    warehouse: 'W',
    database: 'D',
    schema: 'S',
    host: 'org-acc.snowflakecomputing.com',
  })
})

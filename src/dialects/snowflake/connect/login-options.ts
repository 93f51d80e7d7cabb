import { KerrosError } from '../../../core/errors/index.js'
import { withoutCredentials } from '../../../core/errors/without-credentials.js'
import type { SessionParameters } from '../session/session-parameters.js'
import { accountHost } from './account-host.js'
import { environmentOptions, expandHome, type LoginSurroundings } from './login-environment.js'
import { CREDENTIALS, isLoginOption } from './login-option-names.js'
import { namedConnection } from './named-connection.js'
import type { SnowflakeConfig, SnowflakeLoginConfig } from './snowflake-config.js'

/** All options of a login. They are never shown; {@link aboutLogin} returns what may be shown. */
export interface LoginOptions extends SnowflakeLoginConfig {
  readonly authenticator: string
  readonly account: string
  /** Further options of the driver, from the config and the named connection. */
  readonly driverOptions?: Readonly<Record<string, unknown>>
  /** The session parameters of the named connection. */
  readonly sessionParameters?: SessionParameters
}

/** The options that are no secrets, in the order in which they are shown. */
const DISPLAYED = [
  'account',
  'user',
  'authenticator',
  'role',
  'warehouse',
  'database',
  'schema',
  'host',
  'accessUrl',
] as const

/** The options that name files. */
const PATHS: ReadonlySet<string> = new Set<keyof SnowflakeLoginConfig>(['privateKeyPath', 'tokenFilePath'])

/**
 * Puts the options of a login together: those of the config win over the named connection of `connections.toml`, and
 * that over the variables `SNOWFLAKE_*`. Credentials are taken from one place.
 *
 * @throws KerrosError `E_INVALID_OPTION` when one is missing or invalid; `E_FILE_NOT_FOUND` when a file is missing.
 */
export async function loginOptions(config: SnowflakeConfig, around: LoginSurroundings): Promise<LoginOptions> {
  const { merged, named } = await mergedOptions(config, around)
  const login = completed(withHome(merged, around.homeFolder))
  const driverOptions = { ...named?.driverOptions, ...config.driverOptions }
  const sessionParameters = named?.sessionParameters ?? {}
  return {
    ...login,
    ...(Object.keys(driverOptions).length > 0 && { driverOptions }),
    ...(Object.keys(sessionParameters).length > 0 && { sessionParameters }),
  }
}

/**
 * Where the account of a login is, and which warehouse computes, without asking for credentials.
 *
 * @throws KerrosError `E_INVALID_OPTION` when the account is missing or invalid.
 */
export async function accountPlace(
  config: SnowflakeConfig,
  around: LoginSurroundings,
): Promise<{ readonly account: string; readonly server: string; readonly warehouse: string | undefined }> {
  const { merged } = await mergedOptions(config, around)
  assertAccount(merged)
  const { account, host } = { host: merged.host, ...accountHost(merged) }
  return { account, server: host ?? `${account}.snowflakecomputing.com`, warehouse: merged.warehouse }
}

async function mergedOptions(config: SnowflakeConfig, around: LoginSurroundings) {
  const { connection = around.env['SNOWFLAKE_DEFAULT_CONNECTION_NAME'] || undefined } = config
  const named = typeof connection === 'string' ? await namedConnection(connection, around) : undefined
  const merged = [named?.login ?? {}, environmentOptions(around.env)].reduce(filledFrom, given(config))
  return { merged, named }
}

/** The options of a login that may be shown: no secrets. */
export function aboutLogin(options: SnowflakeLoginConfig): Readonly<Record<string, string>> {
  return Object.fromEntries(
    DISPLAYED.flatMap((name) =>
      options[name] === undefined ? [] : [[name, withoutCredentials(String(options[name]))]],
    ),
  )
}

function given(config: SnowflakeConfig): SnowflakeLoginConfig {
  return Object.fromEntries(
    Object.entries(config).filter(([name, value]) => isLoginOption(name) && value !== undefined && value !== ''),
  )
}

function filledFrom(first: SnowflakeLoginConfig, second: SnowflakeLoginConfig): SnowflakeLoginConfig {
  const hasCredentials = CREDENTIALS.some((name) => first[name] !== undefined)
  const rest = hasCredentials
    ? Object.fromEntries(Object.entries(second).filter(([name]) => !(CREDENTIALS as readonly string[]).includes(name)))
    : second
  return { ...rest, ...first }
}

/** Shells expand `~`, but option files and most variables are not read by a shell. */
function withHome(options: SnowflakeLoginConfig, homeFolder: string): SnowflakeLoginConfig {
  const paths = Object.entries(options).filter(([name, value]) => PATHS.has(name) && typeof value === 'string')
  return {
    ...options,
    ...Object.fromEntries(paths.map(([name, file]) => [name, expandHome(String(file), homeFolder)])),
  }
}

function completed(options: SnowflakeLoginConfig): LoginOptions {
  for (const [name, value] of Object.entries(options)) assertText(name, value)
  const authenticator = (options.authenticator ?? fittingAuthenticator(options)).toUpperCase()
  assertAccount(options)
  assertCredentials(authenticator, options)
  const isUrl = authenticator.startsWith('HTTPS://')
  return {
    ...options,
    ...accountHost(options),
    authenticator: isUrl ? options.authenticator! : authenticator,
  }
}

function assertAccount({ account, host, accessUrl }: SnowflakeLoginConfig): void {
  if (account === undefined && host === undefined && accessUrl === undefined)
    throw missing('account', 'Give `account` as in MYORG-MY_ACCOUNT, or set SNOWFLAKE_ACCOUNT.')
}

function fittingAuthenticator({ privateKey, privateKeyPath, ...options }: SnowflakeLoginConfig): string {
  if (privateKey !== undefined || privateKeyPath !== undefined) return 'SNOWFLAKE_JWT'
  if (options.workloadIdentityProvider !== undefined) return 'WORKLOAD_IDENTITY'
  if (options.token !== undefined || options.tokenFilePath !== undefined) return 'OAUTH'
  return options.passcode !== undefined || options.passcodeInPassword ? 'USERNAME_PASSWORD_MFA' : 'SNOWFLAKE'
}

/** Which authenticators need which options, and none of them a user where this is `false`. */
const NEEDS: Readonly<Record<string, readonly (readonly (keyof SnowflakeLoginConfig)[])[]>> = {
  SNOWFLAKE: [['user'], ['password']],
  USERNAME_PASSWORD_MFA: [['user'], ['password']],
  SNOWFLAKE_JWT: [['user'], ['privateKey', 'privateKeyPath']],
  PROGRAMMATIC_ACCESS_TOKEN: [['token', 'tokenFilePath', 'password']],
  OAUTH: [['token', 'tokenFilePath']],
  WORKLOAD_IDENTITY: [['workloadIdentityProvider']],
  EXTERNALBROWSER: [],
  OAUTH_AUTHORIZATION_CODE: [],
  OAUTH_CLIENT_CREDENTIALS: [],
}

function assertCredentials(authenticator: string, options: SnowflakeLoginConfig): void {
  const needs = authenticator.startsWith('HTTPS://') ? [['user'] as const, ['password'] as const] : NEEDS[authenticator]
  if (!needs)
    throw new KerrosError('E_INVALID_OPTION', `Snowflake has no authenticator "${authenticator}"`, {
      hint: `Use one of ${Object.keys(NEEDS).join(', ')}, or the URL of your identity provider.`,
    })
  for (const names of needs)
    if (names.every((name) => options[name] === undefined))
      throw missing(names.join('` or `'), way(names[0], authenticator))
  if (options.privateKeyPass !== undefined && authenticator !== 'SNOWFLAKE_JWT')
    throw new KerrosError(
      'E_INVALID_OPTION',
      `\`privateKeyPass\` is given, but ${authenticator} does not use a private key`,
      {
        hint: 'Leave it out, or give `privateKey` or `privateKeyPath` too.',
      },
    )
}

function way(name: string | undefined, authenticator: string): string {
  if (name === 'user') return 'Give `user`, or set SNOWFLAKE_USER.'
  if (name === 'password')
    return 'Give `privateKeyPath` (key pair) or a `token` with the authenticator PROGRAMMATIC_ACCESS_TOKEN; or `password` with a `passcode`. The variables are SNOWFLAKE_PRIVATE_KEY_PATH, SNOWFLAKE_TOKEN and SNOWFLAKE_PASSWORD.'
  return `The authenticator ${authenticator} needs it.`
}

function missing(name: string, hint: string): KerrosError {
  return new KerrosError('E_INVALID_OPTION', `the Snowflake connection has no \`${name}\``, { hint })
}

function assertText(name: string, value: unknown): void {
  if (typeof value === 'string' || (name === 'passcodeInPassword' && typeof value === 'boolean')) return
  // The value may be a secret: only its type is shown.
  throw new KerrosError(
    'E_INVALID_OPTION',
    `the Snowflake option \`${name}\` is not a string, but of type ${typeof value}`,
    {
      hint: 'Put it in quotes.',
    },
  )
}

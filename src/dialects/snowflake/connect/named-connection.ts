import path from 'node:path'
import { ownValue } from '../../../core/definitions/options/values/own-value.js'
import { KerrosError } from '../../../core/errors/index.js'
import { quotedNames } from '../../../core/errors/wording.js'
import type { SessionParameters } from '../session/session-parameters.js'
import { asTable, readConnectionFile, type TomlTable } from './connection-file.js'
import type { LoginSurroundings } from './login-environment.js'
import { expandHome } from './login-environment.js'
import { isLoginOption } from './login-option-names.js'
import type { SnowflakeLoginConfig } from './snowflake-config.js'

/** What a connection of `connections.toml` says. */
export interface NamedConnection {
  readonly login: SnowflakeLoginConfig
  /** What is no option of kerros, as the driver spells it; the driver leaves aside what it does not know. */
  readonly driverOptions: Readonly<Record<string, unknown>>
  readonly sessionParameters: SessionParameters
}

/** Other spellings of options, apart from snake_case. */
const ALIASES: Readonly<Record<string, string>> = {
  username: 'user',
  accountname: 'account',
  privateKeyFile: 'privateKeyPath',
  privateKeyRaw: 'privateKey',
  privateKeyFilePwd: 'privateKeyPass',
  privateKeyPassphrase: 'privateKeyPass',
  dbname: 'database',
  databasename: 'database',
  schemaname: 'schema',
  warehousename: 'warehouse',
  rolename: 'role',
  // As the driver spells them.
  clientRequestMfaToken: 'clientRequestMFAToken',
  disableSamlUrlCheck: 'disableSamlURLCheck',
  crlAllowCertificatesWithoutCrlUrl: 'crlAllowCertificatesWithoutCrlURL',
}

/** The region of the accounts whose host names none. */
const FIRST_REGION = 'us-west-2'

/**
 * A named connection: `[name]` in `connections.toml`, or `[connections.name]` in `config.toml`. Keys are snake_case or
 * camelCase. Variables such as `SNOWFLAKE_CONNECTIONS_PROD_PASSWORD` go before the file, as in Snowflake's own tools.
 *
 * @throws KerrosError `E_FILE_NOT_FOUND` when there is neither file, `E_INVALID_OPTION` when the name is in none of them.
 * @see https://docs.snowflake.com/en/developer-guide/snowflake-cli/connecting/configure-connections
 */
export async function namedConnection(name: string, around: LoginSurroundings): Promise<NamedConnection> {
  const folders = connectionFolders(around)
  const tables = await readConnectionFile(folders)
  const table = asTable(ownValue(tables, name))
  const variables = connectionVariables(name, around.env)
  if (!table && Object.keys(variables).length === 0)
    throw tables ? unknownConnection(name, Object.keys(tables)) : missingFile(name, folders)
  const { region, sessionParameters, ...options } = { ...withOptionNames(table ?? {}), ...variables }
  const entries = Object.entries(options)
  return {
    login: withRegion(Object.fromEntries(entries.filter(([key]) => isLoginOption(key))), region),
    driverOptions: Object.fromEntries(entries.filter(([key]) => !isLoginOption(key))),
    sessionParameters: sessionParametersOf(sessionParameters),
  }
}

/** An empty text counts as missing. */
function withOptionNames(table: TomlTable): TomlTable {
  return Object.fromEntries(
    Object.entries(table).flatMap(([key, value]) => (value === '' ? [] : [[optionName(key), value]])),
  )
}

function optionName(key: string): string {
  const camel = key.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())
  return ownValue(ALIASES, camel) ?? camel
}

/** The options of a login that variables give to one connection. Variables are strings: other options are left to the file. */
function connectionVariables(name: string, env: LoginSurroundings['env']): TomlTable {
  const prefix = `SNOWFLAKE_CONNECTIONS_${name.toUpperCase()}_`
  const named = Object.entries(env).filter(([variable, value]) => variable.startsWith(prefix) && value)
  const table = withOptionNames(
    Object.fromEntries(named.map(([variable, value]) => [variable.slice(prefix.length).toLowerCase(), value])),
  )
  return Object.fromEntries(Object.entries(table).filter(([key]) => isLoginOption(key) || key === 'region'))
}

/** An account locator is in its region's own domain. */
function withRegion(login: SnowflakeLoginConfig, region: unknown): SnowflakeLoginConfig {
  const { account } = login
  const isApart = typeof account === 'string' && !account.includes('.') && region !== FIRST_REGION
  return isApart && typeof region === 'string' ? { ...login, account: `${account}.${region}` } : login
}

function sessionParametersOf(value: unknown): SessionParameters {
  const table = asTable(value ?? {})
  if (table) return table as SessionParameters
  throw new KerrosError('E_INVALID_OPTION', 'the `session_parameters` of connections.toml are not a table', {
    hint: 'Write them as in [prod.session_parameters], each with its value below.',
  })
}

function missingFile(name: string, folders: readonly string[]): KerrosError {
  return new KerrosError(
    'E_FILE_NOT_FOUND',
    `there is no connections.toml for the Snowflake connection "${name}" in ${folders.join(' or ')}`,
    {
      hint: 'Create it, name its folder in SNOWFLAKE_HOME, or give `account`, `user` and credentials as options.',
    },
  )
}

function unknownConnection(name: string, names: readonly string[]): KerrosError {
  return new KerrosError('E_INVALID_OPTION', `connections.toml has no connection "${name}"`, {
    hint: names.length === 0 ? 'It has no connections at all.' : `It has ${quotedNames(names)}.`,
  })
}

/**
 * The folders where Snowflake's tools keep `connections.toml`, the first one first: `SNOWFLAKE_HOME` alone when it is set,
 * else `~/.snowflake` and then the operating system's folder for settings.
 *
 * @see https://docs.snowflake.com/en/developer-guide/snowflake-cli/connecting/configure-cli
 */
function connectionFolders({ env, homeFolder, platform }: LoginSurroundings): readonly string[] {
  const chosen = env['SNOWFLAKE_HOME']
  if (chosen) return [expandHome(chosen, homeFolder)]
  return [path.join(homeFolder, '.snowflake'), path.join(settingsFolder(env, homeFolder, platform), 'snowflake')]
}

function settingsFolder(env: LoginSurroundings['env'], homeFolder: string, platform = process.platform): string {
  if (platform === 'win32') return path.join(homeFolder, 'AppData', 'Local')
  if (platform === 'darwin') return path.join(homeFolder, 'Library', 'Application Support')
  return env['XDG_CONFIG_HOME'] || path.join(homeFolder, '.config')
}

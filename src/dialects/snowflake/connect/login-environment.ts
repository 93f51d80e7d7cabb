import type { SnowflakeLoginConfig } from './snowflake-config.js'

/** Where options come from, apart from the config. */
export interface LoginSurroundings {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly homeFolder: string
  /** The operating system, as `process.platform` calls it. Default: that of the process. */
  readonly platform?: NodeJS.Platform
}

const VARIABLES: Readonly<Record<string, keyof SnowflakeLoginConfig>> = {
  SNOWFLAKE_ACCOUNT: 'account',
  SNOWFLAKE_USER: 'user',
  SNOWFLAKE_AUTHENTICATOR: 'authenticator',
  SNOWFLAKE_PASSWORD: 'password',
  SNOWFLAKE_PASSCODE: 'passcode',
  SNOWFLAKE_PRIVATE_KEY: 'privateKey',
  SNOWFLAKE_PRIVATE_KEY_PATH: 'privateKeyPath',
  SNOWFLAKE_PRIVATE_KEY_PASSPHRASE: 'privateKeyPass',
  SNOWFLAKE_TOKEN: 'token',
  SNOWFLAKE_TOKEN_FILE_PATH: 'tokenFilePath',
  SNOWFLAKE_WORKLOAD_IDENTITY_PROVIDER: 'workloadIdentityProvider',
  SNOWFLAKE_ROLE: 'role',
  SNOWFLAKE_WAREHOUSE: 'warehouse',
  SNOWFLAKE_DATABASE: 'database',
  SNOWFLAKE_SCHEMA: 'schema',
  SNOWFLAKE_HOST: 'host',
}

/** The options of a login that the variables `SNOWFLAKE_*` hold; empty ones count as missing. */
export function environmentOptions(env: Readonly<Record<string, string | undefined>>): SnowflakeLoginConfig {
  return Object.fromEntries(
    Object.entries(VARIABLES).flatMap(([variable, option]) => (env[variable] ? [[option, env[variable]]] : [])),
  )
}

/** A path with the home folder in place of a `~` at its start: `~/keys/prod.p8`, not `~someone`. */
export function expandHome(file: string, homeFolder: string): string {
  return file.replace(/^~(?=$|[/\\])/, () => homeFolder)
}

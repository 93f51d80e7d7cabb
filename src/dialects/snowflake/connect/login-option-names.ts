import type { SnowflakeLoginConfig } from './snowflake-config.js'

/** The options that identify the user. A place that sets one of them sets all of them, so that no two places are mixed. */
export const CREDENTIALS: readonly (keyof SnowflakeLoginConfig)[] = [
  'authenticator',
  'password',
  'passcode',
  'passcodeInPassword',
  'privateKey',
  'privateKeyPath',
  'privateKeyPass',
  'token',
  'tokenFilePath',
  'workloadIdentityProvider',
]

const NAMES: ReadonlySet<string> = new Set<keyof SnowflakeLoginConfig>([
  'account',
  'user',
  ...CREDENTIALS,
  'role',
  'warehouse',
  'database',
  'schema',
  'accessUrl',
  'host',
])

/** Whether an option says who connects, and where; the rest is the driver's or the session's. */
export function isLoginOption(name: string): name is keyof SnowflakeLoginConfig {
  return NAMES.has(name)
}

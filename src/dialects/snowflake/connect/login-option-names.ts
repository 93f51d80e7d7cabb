import type { SnowflakeLoginConfig } from './snowflake-config.js'

/** What stands for who somebody is. A place that says it says all of it, so that no two places are mixed. */
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

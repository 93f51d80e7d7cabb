import { ownValue } from '../../../core/definitions/options/values/own-value.js'
import { KerrosError } from '../../../core/errors/index.js'
import { suggestName } from '../../../core/graph/suggest-name.js'
import type { SnowflakeConfig } from './snowflake-config.js'

/** The options of every connection. */
export const OPTIONS: Readonly<Record<keyof SnowflakeConfig, true>> = {
  account: true,
  user: true,
  authenticator: true,
  password: true,
  passcode: true,
  passcodeInPassword: true,
  privateKey: true,
  privateKeyPath: true,
  privateKeyPass: true,
  token: true,
  tokenFilePath: true,
  workloadIdentityProvider: true,
  role: true,
  warehouse: true,
  database: true,
  schema: true,
  accessUrl: true,
  host: true,
  connection: true,
  driverOptions: true,
  queryTag: true,
  statementTimeout: true,
  queuedTimeout: true,
  lockTimeout: true,
  sessionParameters: true,
  maxSessions: true,
  values: true,
}

/** The driver's own names for what kerros calls as SQL and `connections.toml` do. */
export const DRIVER_NAMES: Readonly<Record<string, keyof SnowflakeConfig>> = { username: 'user' }

/**
 * Refuses options that do not exist, which JavaScript and a cast let through, and counts that cannot be.
 *
 * @throws KerrosError `E_INVALID_OPTION`.
 */
export function assertKnownOptions(config: SnowflakeConfig): void {
  for (const name of Object.keys(config)) {
    if (Object.hasOwn(OPTIONS, name)) continue
    const known = ownValue(DRIVER_NAMES, name)
    throw new KerrosError('E_INVALID_OPTION', `Snowflake connections have no option \`${name}\``, {
      hint: known ? `It is called \`${known}\`.` : suggestion(name),
    })
  }
  const { maxSessions } = config
  if (maxSessions !== undefined && !(Number.isSafeInteger(maxSessions) && maxSessions > 0))
    throw new KerrosError('E_INVALID_OPTION', `\`maxSessions\` is ${maxSessions}, not a whole number of at least 1`, {
      hint: 'Without it, the maximum is 8.',
    })
}

function suggestion(name: string): string {
  const nearest = suggestName(name, Object.keys(OPTIONS))
  return nearest ? `Did you mean \`${nearest}\`?` : 'Options of the driver itself go into `driverOptions`.'
}

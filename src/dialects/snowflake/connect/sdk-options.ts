import type { LoginOptions } from './login-options.js'
import { readPrivateKey } from './private-key.js'

/** What the driver is told of every connection, unless `driverOptions` say something else. */
const DEFAULTS = {
  application: 'kerros',
  // Sessions that fall asleep are made anew when they are needed; a timer would keep the process alive.
  clientSessionKeepAlive: false,
  resultPrefetch: 4,
  rowStreamHighWaterMark: 1000,
} as const

/**
 * A login, as `createConnection` of `snowflake-sdk` takes it. Holds secrets.
 *
 * @param loginRetries How often a login is tried again when no answer comes.
 */
export async function sdkOptions(
  login: LoginOptions,
  loginRetries: number,
  driverOptions: Readonly<Record<string, unknown>> = {},
): Promise<Record<string, unknown>> {
  const { user, privateKeyPath: _, privateKeyPass: __, ...rest } = login
  const privateKey = await readPrivateKey(login)
  return {
    ...DEFAULTS,
    sfRetryMaxLoginRetries: loginRetries,
    ...rest,
    ...(user !== undefined && { username: user }),
    ...(privateKey !== undefined && { privateKey }),
    ...driverOptions,
  }
}

import { BIND_LIMIT } from '../session/bulk-batches.js'
import type { LoginOptions } from './login-options.js'
import { readPrivateKey } from './private-key.js'

/** The driver's options for every connection, unless `driverOptions` say something else. */
const DEFAULTS = {
  application: 'kerros',
  // Sessions that have expired are opened again when they are needed; a timer would keep the process alive.
  clientSessionKeepAlive: false,
  resultPrefetch: 4,
  rowStreamHighWaterMark: 1000,
} as const

/**
 * A login, as `createConnection` of `snowflake-sdk` takes it. Holds secrets.
 *
 * @param loginRetries How often a login is tried again when no answer comes.
 */
export async function sdkOptions(login: LoginOptions, loginRetries: number): Promise<Record<string, unknown>> {
  const { user, privateKeyPath: _, privateKeyPass: __, driverOptions = {}, sessionParameters: ___, ...rest } = login
  const privateKey = await readPrivateKey(login)
  return {
    ...DEFAULTS,
    sfRetryMaxLoginRetries: loginRetries,
    ...rest,
    ...(user !== undefined && { username: user }),
    ...(privateKey !== undefined && { privateKey }),
    ...driverOptions,
    // Without this option the driver has no place for the token that the other one has it read and keep.
    ...(driverOptions['clientRequestMFAToken'] === true && { clientStoreTemporaryCredential: true }),
    // A lower one would have the driver create a stage for what is sent in batches of this size.
    arrayBindingThreshold: BIND_LIMIT,
  }
}

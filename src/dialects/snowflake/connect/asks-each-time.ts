import type { LoginOptions } from './login-options.js'

/** The authenticators that open a browser. */
const BROWSERS: ReadonlySet<string> = new Set(['EXTERNALBROWSER', 'OAUTH_AUTHORIZATION_CODE'])

/**
 * Whether or not each login needs a person: a code of an authenticator app, which is good for one login; a browser window or
 * a push, unless the driver keeps what the first login got. It keeps it by the user's name.
 *
 * @see https://docs.snowflake.com/en/developer-guide/node-js/nodejs-driver-authenticate
 */
export function asksEachTime({ authenticator, user, driverOptions = {}, ...login }: LoginOptions): boolean {
  if (login.passcode !== undefined || login.passcodeInPassword === true) return true
  const kept = (option: string): boolean => user !== undefined && driverOptions[option] === true
  if (BROWSERS.has(authenticator)) return !kept('clientStoreTemporaryCredential')
  return authenticator === 'USERNAME_PASSWORD_MFA' && !kept('clientRequestMFAToken')
}

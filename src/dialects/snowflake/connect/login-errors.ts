import { isKerrosError, KerrosError } from '../../../core/errors/index.js'
import { cleanSnowflakeMessage } from '../errors/clean-snowflake-message.js'
import { isSdkError, SnowflakeError, sdkCode } from '../errors/snowflake-errors.js'
import type { LoginOptions } from './login-options.js'

const RULE =
  'Snowflake is blocking sign-in with a password alone: people need a second factor, services a key pair or a token'

const WAYS_OUT =
  'Use a key pair (`privateKeyPath`), a programmatic access token (`token` with the authenticator PROGRAMMATIC_ACCESS_TOKEN), `EXTERNALBROWSER`, or `password` with a `passcode`. See https://docs.snowflake.com/en/user-guide/security-mfa-rollout'

/** How to fix a failed login, by Snowflake's code or words. */
const KNOWN: readonly (readonly [code: RegExp, words: RegExp, hint: string])[] = [
  [
    /^390144$|^3943\d\d$/,
    /JWT token is invalid/i,
    'The private key does not match the public key of the user: set that (alter user … set rsa_public_key), and check `account`, `user` and the clock of this machine.',
  ],
  [
    /^3944\d\d$/,
    /programmatic access token/i,
    'The token is wrong, expired, or bound to another user or network policy: make a new one.',
  ],
  [/^390(303|318)$/, /OAuth access token/i, 'Get a new OAuth token.'],
  [
    /^390102$|^390101$/,
    /temporarily locked|is locked|disabled/i,
    'Wait 15 minutes, or let an administrator unlock the user.',
  ],
  [
    /^390186$|^390189$/,
    /^Role '.*not granted/i,
    'Let the role be granted to the user (grant role … to user …), or leave `role` out.',
  ],
  [/^3904(20|22|32)$/, /not allowed to access Snowflake/i, 'A network policy of the account forbids this address.'],
  [
    /^390201$/,
    /requested (?:database|warehouse|schema) does not exist/i,
    'Correct the name, or let it be granted to the role.',
  ],
  [
    /^390(12\d|197)$|^3945\d\d$/,
    /multi-factor|MFA|passcode/i,
    'Give the current `passcode` of your authenticator app, or use a key pair or a token.',
  ],
]

/**
 * The error for a failed login: what Snowflake says, which user and account, and how to fix it. It never shows a secret.
 *
 * @param about The login, without secrets.
 */
export function toLoginError(cause: unknown, login: LoginOptions): unknown {
  if (isKerrosError(cause)) return cause
  if (!isSdkError(cause)) return withoutSecrets(cause, login)
  const code = sdkCode(cause)
  const who = `${login.user === undefined ? '' : `"${login.user}" at `}the account "${login.account}"`
  const details = { snowflakeCode: code, sqlState: cause.sqlState }
  if (code.startsWith('404'))
    return new KerrosError('E_INVALID_OPTION', `snowflake-sdk rejects an option: ${masked(cause.message, login)}`, {
      hint: 'Correct it; all options: https://docs.snowflake.com/en/developer-guide/node-js/nodejs-driver-options',
    })
  if (code.startsWith('401')) return unreachable(cause, login, details)
  const message = `Snowflake rejects the login of ${who}: ${masked(cleanSnowflakeMessage(cause.message), login)} (${code})`
  if (login.authenticator === 'SNOWFLAKE')
    return new SnowflakeError('E_CONNECTION', `${message}. ${RULE}`, { ...details, hint: WAYS_OUT })
  const hint = KNOWN.find(([codes, words]) => codes.test(code) || words.test(cause.message))?.[2]
  return new SnowflakeError('E_CONNECTION', message, {
    ...details,
    hint: hint ?? 'Check `user`, the credentials and `role`.',
  })
}

function unreachable(cause: Error, login: LoginOptions, details: object): SnowflakeError {
  const { response, cause: reason } = cause as {
    response?: { statusCode?: number; status?: number }
    cause?: { code?: string }
  }
  const status = response?.statusCode ?? response?.status
  const where = login.accessUrl ?? login.host ?? login.account
  const why = status === undefined ? (reason?.code ?? 'no connection') : `HTTP ${status}`
  const isUnknown = status === 403 || status === 404 || reason?.code === 'ENOTFOUND'
  return new SnowflakeError('E_CONNECTION', `no answer from Snowflake at ${where}: ${why}`, {
    ...details,
    hint: isUnknown
      ? 'Check `account`: it is ORGANIZATION-ACCOUNT, or a locator with its region.'
      : 'Check the network, the proxy (`driverOptions`) and https://status.snowflake.com.',
  })
}

function withoutSecrets(cause: unknown, login: LoginOptions): unknown {
  if (!(cause instanceof Error)) return cause
  return new SnowflakeError('E_CONNECTION', `the login to Snowflake failed: ${masked(cause.message, login)}`, {
    hint: 'Check `authenticator` and what it needs.',
  })
}

/** Shorter strings are parts of words. */
const SHORTEST = 4

/** A message without the login's secrets, should the driver or the server repeat them. */
function masked(message: string, login: LoginOptions): string {
  const { password, passcode, privateKey, privateKeyPass, token, driverOptions = {} } = login
  const { oauthClientSecret, proxyPassword } = driverOptions
  return (
    [password, passcode, privateKey, privateKeyPass, token, oauthClientSecret, proxyPassword]
      .filter((secret): secret is string => typeof secret === 'string' && secret.length >= SHORTEST)
      // The longest first: of a secret within another one, the rest would stay.
      .sort((a, b) => b.length - a.length)
      .reduce((text, secret) => text.replaceAll(secret, '…'), message)
  )
}

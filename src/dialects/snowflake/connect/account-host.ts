import { KerrosError } from '../../../core/errors/index.js'
import type { SnowflakeLoginConfig } from './snowflake-config.js'

/**
 * Where an account is. Host names have no `_`, so the account `MYORG-MY_ACCOUNT` is at
 * `myorg-my-account.snowflakecomputing.com`.
 *
 * @throws KerrosError `E_INVALID_OPTION` when the account is no account identifier.
 * @see https://docs.snowflake.com/en/user-guide/admin-account-identifier
 */
export function accountHost({ account, host, accessUrl }: SnowflakeLoginConfig): {
  readonly account: string
  readonly host?: string
} {
  if (account === undefined) return { account: accountOf(host ?? hostOf(accessUrl!)) }
  const name = account.replace(/^https?:\/\//, '').replace(/\.snowflakecomputing\.(com|cn)\/?$/i, '')
  if (!/^[\w-]+(\.[\w-]+)*$/.test(name))
    throw new KerrosError('E_INVALID_OPTION', `"${account}" is not a Snowflake account identifier`, {
      hint: 'Use ORGANIZATION-ACCOUNT, as in MYORG-MY_ACCOUNT, or an account locator with its region, as in xy12345.eu-central-1.',
    })
  if (host !== undefined || accessUrl !== undefined) return { account: name }
  const domain = /\.cn-[^.]*$/i.test(name) ? 'cn' : 'com'
  return { account: name, host: `${name.toLowerCase().replaceAll('_', '-')}.snowflakecomputing.${domain}` }
}

function accountOf(host: string): string {
  return host.split('.', 1)[0]!
}

function hostOf(accessUrl: string): string {
  try {
    return new URL(accessUrl).hostname
  } catch {
    throw new KerrosError('E_INVALID_OPTION', 'the Snowflake option `accessUrl` is not a URL', {
      hint: 'Use a URL such as https://myorg-my-account.snowflakecomputing.com.',
    })
  }
}

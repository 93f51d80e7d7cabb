import { SnowflakeInterruption } from '../errors/interruption.js'
import { toStatementError } from '../errors/snowflake-errors.js'
import { runStatement, StatementFailure } from '../session/run-statement.js'
import type { SnowflakeSdkConnection } from '../session/sdk-connection.js'
import { sessionParametersSql } from '../session/session-parameters.js'
import { type LinkSource, logOut, type SnowflakeLink } from '../session/snowflake-link.js'

import { logInAgain } from './log-in-again.js'
import type { LoginSurroundings } from './login-environment.js'
import { toLoginError } from './login-errors.js'
import { aboutLogin, type LoginOptions, loginOptions } from './login-options.js'
import { sdkOptions } from './sdk-options.js'
import type { SnowflakeConfig } from './snowflake-config.js'
import { loadSnowflakeModule, type SnowflakeModule } from './snowflake-module.js'

const MAX_SESSIONS = 8

/** How often the driver tries a login again: few times, so that a wrong account is reported within seconds. */
const RETRIES = 2

/**
 * Logs in as a config says.
 *
 * @throws KerrosError `E_INVALID_OPTION`, `E_FILE_NOT_FOUND` or `E_MISSING_DRIVER`.
 */
export async function loginSource(config: SnowflakeConfig, around: LoginSurroundings): Promise<LinkSource> {
  const login = await loginOptions(config, around)
  const parameters = sessionParametersSql(config, login.sessionParameters)
  const module = await loadSnowflakeModule()
  const connect = (): Promise<SnowflakeSdkConnection> => logIn(module, login, parameters)
  return {
    maxLinks: asksEachTime(login) ? 1 : (config.maxSessions ?? MAX_SESSIONS),
    about: aboutLogin(login),
    open: async (now) => loginLink(await connect(), connect, login.database, now),
  }
}

function loginLink(
  first: SnowflakeSdkConnection,
  connect: () => Promise<SnowflakeSdkConnection>,
  database: string | undefined,
  now: number,
): SnowflakeLink {
  let connection = first
  const link: SnowflakeLink = {
    get connection() {
      return connection
    },
    database,
    isBroken: false,
    idleSince: now,
    reconnect: async (interruption) => {
      const old = connection
      const [next] = await Promise.all([logInAgain(connect, interruption), logOut(old)])
      if (link.useWarehouse !== undefined) await prepared(next, link.useWarehouse)
      connection = next
    },
    dispose: () => logOut(connection),
  }
  return link
}

async function logIn(
  module: SnowflakeModule,
  login: LoginOptions,
  parameters: string,
): Promise<SnowflakeSdkConnection> {
  const options = await sdkOptions(login, RETRIES)
  let connection: SnowflakeSdkConnection | undefined
  try {
    connection = module.createConnection(options)
    await connected(connection)
  } catch (error) {
    if (connection) await logOut(connection)
    throw toLoginError(error, login)
  }
  await prepared(connection, parameters)
  return connection
}

/** Runs the statement without which a login is of no use. */
async function prepared(connection: SnowflakeSdkConnection, sql: string): Promise<void> {
  try {
    await runStatement(connection, { sqlText: sql }, new SnowflakeInterruption(undefined))
  } catch (error) {
    await logOut(connection)
    throw error instanceof StatementFailure ? toStatementError(error.cause, { sql, queryId: error.queryId }) : error
  }
}

/** The driver passes some failures to the callback and throws others. */
function connected(connection: SnowflakeSdkConnection): Promise<void> {
  return new Promise((resolve, reject) => {
    connection.connectAsync((error: unknown) => (error ? reject(error) : resolve())).catch(reject)
  })
}

/** The authenticators that open a browser. */
const BROWSERS: ReadonlySet<string> = new Set(['EXTERNALBROWSER', 'OAUTH_AUTHORIZATION_CODE'])

/**
 * Whether each login needs a person: a code of an authenticator app, which is good for one login; a browser window or
 * a push, unless the driver keeps what the first login got. It keeps it by the user's name.
 *
 * @see https://docs.snowflake.com/en/developer-guide/node-js/nodejs-driver-authenticate
 */
function asksEachTime({ authenticator, user, driverOptions = {}, ...login }: LoginOptions): boolean {
  if (login.passcode !== undefined || login.passcodeInPassword === true) return true
  const kept = (option: string): boolean => user !== undefined && driverOptions[option] === true
  if (BROWSERS.has(authenticator)) return !kept('clientStoreTemporaryCredential')
  return authenticator === 'USERNAME_PASSWORD_MFA' && !kept('clientRequestMFAToken')
}

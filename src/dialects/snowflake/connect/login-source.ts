import { Interruption } from '../errors/interruption.js'
import { toStatementError } from '../errors/snowflake-errors.js'
import { runStatement, StatementFailure } from '../session/run-statement.js'
import type { SnowflakeSdkConnection } from '../session/sdk-connection.js'
import { sessionParametersSql } from '../session/session-parameters.js'
import { type LinkSource, logOut, type SnowflakeLink } from '../session/snowflake-link.js'
import { toLoginError } from './login-errors.js'
import { aboutLogin, type LoginOptions, type LoginSurroundings, loginOptions } from './login-options.js'
import { sdkOptions } from './sdk-options.js'
import type { SnowflakeConfig } from './snowflake-config.js'
import { loadSnowflakeModule, type SnowflakeModule } from './snowflake-module.js'

const MAX_SESSIONS = 8

/** How often a first login is tried again: somebody waits to be told of a wrong account, some seconds. */
const FIRST_RETRIES = 2

/** How often a later one is: a run of hours shall survive an outage of a minute. */
const LATER_RETRIES = 7

/**
 * Logs in as a config says.
 *
 * @throws KerrosError `E_INVALID_OPTION`, `E_FILE_NOT_FOUND` or `E_MISSING_DRIVER`.
 */
export async function loginSource(config: SnowflakeConfig, around: LoginSurroundings): Promise<LinkSource> {
  const login = await loginOptions(config, around)
  const parameters = sessionParametersSql(config)
  const module = await loadSnowflakeModule()
  const connect = (retries: number): Promise<SnowflakeSdkConnection> =>
    logIn(module, login, config, parameters, retries)
  // A code of an authenticator app is good for one login, however many sessions are wanted.
  const isForOne = login.passcode !== undefined || login.passcodeInPassword === true
  return {
    maxLinks: isForOne ? 1 : (config.maxSessions ?? MAX_SESSIONS),
    about: aboutLogin(login),
    open: async (now) => loginLink(await connect(FIRST_RETRIES), () => connect(LATER_RETRIES), now),
  }
}

function loginLink(
  first: SnowflakeSdkConnection,
  connect: () => Promise<SnowflakeSdkConnection>,
  now: number,
): SnowflakeLink {
  let connection = first
  return {
    get connection() {
      return connection
    },
    isBroken: false,
    idleSince: now,
    reconnect: async () => {
      const [next] = await Promise.all([connect(), logOut(connection)])
      connection = next
    },
    dispose: () => logOut(connection),
  }
}

async function logIn(
  module: SnowflakeModule,
  login: LoginOptions,
  { driverOptions }: SnowflakeConfig,
  parameters: string,
  retries: number,
): Promise<SnowflakeSdkConnection> {
  const options = await sdkOptions(login, retries, driverOptions)
  let connection: SnowflakeSdkConnection | undefined
  try {
    connection = module.createConnection(options)
    await connected(connection)
  } catch (error) {
    if (connection) await logOut(connection)
    throw toLoginError(error, login)
  }
  try {
    await runStatement(connection, { sqlText: parameters }, new Interruption(undefined))
    return connection
  } catch (error) {
    await logOut(connection)
    throw error instanceof StatementFailure ? toStatementError(error.cause, { sql: parameters, ...error }) : error
  }
}

/** The driver tells some failures to the callback and throws others. */
function connected(connection: SnowflakeSdkConnection): Promise<void> {
  return new Promise((resolve, reject) => {
    connection.connectAsync((error: unknown) => (error ? reject(error) : resolve())).catch(reject)
  })
}

import { KerrosError } from '../../../core/errors/index.js'
import type { SnowflakeSdkConnection, SnowflakeSdkPool } from '../session/sdk-connection.js'
import type { LinkSource, SnowflakeLink } from '../session/snowflake-link.js'
import type { SnowflakeConfig } from './snowflake-config.js'

/** The options that can be given with a connection of the caller; it has settled all others. */
const OPEN: ReadonlySet<string> = new Set<keyof SnowflakeConfig>(['connection', 'maxSessions', 'values'])

/**
 * Uses a connection or a pool that the caller opens and closes. Its sessions keep their parameters.
 *
 * @throws KerrosError `E_INVALID_OPTION` for options of a login together with it, or for anything else.
 */
export function borrowedSource(lent: SnowflakeSdkConnection | SnowflakeSdkPool, config: SnowflakeConfig): LinkSource {
  assertNothingSettled(config)
  if (isPool(lent)) return poolSource(lent, config.maxSessions)
  if (typeof lent.execute !== 'function')
    throw new KerrosError(
      'E_INVALID_OPTION',
      'the Snowflake `connection` is neither a connection nor a pool of snowflake-sdk',
      {
        hint: 'Pass what createConnection or createPool returned, or the name of a connection in connections.toml.',
      },
    )
  return connectionSource(lent)
}

function assertNothingSettled(config: SnowflakeConfig): void {
  const settled = Object.entries(config).flatMap(([name, value]) =>
    OPEN.has(name) || value === undefined ? [] : [`\`${name}\``],
  )
  if (settled.length === 0) return
  throw new KerrosError(
    'E_INVALID_OPTION',
    `an open Snowflake \`connection\` cannot be combined with ${settled.join(', ')}`,
    {
      hint: 'The open connection has these settings already: leave them out, or let kerros log in instead of giving a connection.',
    },
  )
}

function connectionSource(connection: SnowflakeSdkConnection): LinkSource {
  let isBroken = false
  return {
    maxLinks: 1,
    about: {},
    open: async (now) => {
      if (isBroken || !connection.isUp())
        throw new KerrosError(
          'E_CONNECTION',
          'the Snowflake `connection` is not connected, or a statement on it did not end',
          {
            hint: 'Call connectAsync on it first, and keep it open; after a statement that did not end, open a new one.',
          },
        )
      const link: SnowflakeLink = {
        connection,
        isBroken: false,
        idleSince: now,
        dispose: async () => {
          isBroken = link.isBroken
        },
      }
      return link
    },
  }
}

function poolSource(pool: SnowflakeSdkPool, maxSessions = Number.POSITIVE_INFINITY): LinkSource {
  return {
    maxLinks: maxSessions,
    about: {},
    open: async (now) => {
      const connection = await pool.acquire()
      const link: SnowflakeLink = {
        connection,
        isBroken: false,
        idleSince: now,
        dispose: async () => {
          await (link.isBroken ? pool.destroy(connection) : pool.release(connection))
        },
      }
      return link
    },
  }
}

function isPool(lent: SnowflakeSdkConnection | SnowflakeSdkPool): lent is SnowflakeSdkPool {
  return 'acquire' in lent && typeof lent.acquire === 'function'
}

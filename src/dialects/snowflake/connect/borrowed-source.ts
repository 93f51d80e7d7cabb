import { KerrosError } from '../../../core/errors/index.js'
import type { SnowflakeSdkConnection, SnowflakeSdkPool } from '../session/sdk-connection.js'
import type { LinkSource, SnowflakeLink } from '../session/snowflake-link.js'
import type { SnowflakeConfig } from './snowflake-config.js'

/** The options that a connection of somebody else leaves open; all others it has settled. */
const OPEN: ReadonlySet<string> = new Set<keyof SnowflakeConfig>(['connection', 'maxSessions', 'values'])

/**
 * Uses a connection or a pool that somebody else has opened and closes. Its sessions keep the parameters that they have.
 *
 * @throws KerrosError `E_INVALID_OPTION` for options of a login beside it, or for what is neither.
 */
export function borrowedSource(lent: SnowflakeSdkConnection | SnowflakeSdkPool, config: SnowflakeConfig): LinkSource {
  assertNothingSettled(config)
  if (isPool(lent)) return poolSource(lent, config.maxSessions)
  if (typeof lent.execute !== 'function')
    throw new KerrosError(
      'E_INVALID_OPTION',
      'the Snowflake `connection` is no connection and no pool of snowflake-sdk',
      {
        hint: 'Give what createConnection or createPool returned, or the name of a connection in connections.toml.',
      },
    )
  return connectionSource(lent)
}

function assertNothingSettled(config: SnowflakeConfig): void {
  const settled = Object.entries(config).flatMap(([name, value]) =>
    OPEN.has(name) || value === undefined ? [] : [`\`${name}\``],
  )
  if (settled.length === 0) return
  throw new KerrosError('E_INVALID_OPTION', `a Snowflake \`connection\` that is open takes no ${settled.join(', ')}`, {
    hint: 'Whoever opened it has settled that: leave it out, or let kerros log in instead of giving a connection.',
  })
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
          'the Snowflake `connection` is not connected, or was left by a statement',
          {
            hint: 'Call connectAsync on it before, and keep it open; after a statement that did not end, make a new one.',
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

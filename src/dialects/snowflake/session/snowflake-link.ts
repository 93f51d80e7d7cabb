import type { SnowflakeInterruption } from '../errors/interruption.js'
import type { SnowflakeSdkConnection } from './sdk-connection.js'

/** How long to wait for Snowflake's goodbye, in milliseconds; a session that it has not heard of ends by itself. */
const GOODBYE = 5000

/** A login at Snowflake that lives longer than the session objects which use it one after the other. */
export interface SnowflakeLink {
  readonly connection: SnowflakeSdkConnection
  /** Whether it must not be used again, since a statement may still run on it. */
  isBroken: boolean
  /** When it was last given back, in milliseconds since 1970. */
  idleSince: number
  /** The database that the login names, if it names one. */
  readonly database?: string | undefined
  /** The last USE WAREHOUSE that was sent, which a new login does not know of. */
  useWarehouse?: string
  /**
   * Logs in again after the session has expired, on the same warehouse; missing where the caller logs in.
   *
   * @throws KerrosError `E_CANCELLED` as soon as `interruption` fires, `E_CONNECTION`.
   */
  readonly reconnect?: (interruption: SnowflakeInterruption) => Promise<void>
  /** Ends the login, or gives it back to its owner. */
  dispose(): Promise<void>
}

/** Where links come from. */
export interface LinkSource {
  /** How many links there may be at the same time. */
  readonly maxLinks: number
  /** What may be shown of where they lead: no secrets. */
  readonly about: Readonly<Record<string, string>>
  /** @param now Milliseconds since 1970. */
  open(now: number): Promise<SnowflakeLink>
}

/** Logs a connection out; never rejected, never longer than five seconds. */
export async function logOut(connection: SnowflakeSdkConnection): Promise<void> {
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, GOODBYE)
    const done = (): void => {
      clearTimeout(timer)
      resolve()
    }
    try {
      connection.destroy(done)
    } catch {
      done()
    }
  })
}

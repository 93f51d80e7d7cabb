import { randomUUID } from 'node:crypto'
import { askServer } from './ask-server.js'

/** A database of its own on the protocol server, and how to log in. */
export interface SnowflakeServer {
  /** Why there is no server: `describe.skipIf(server.skipReason)`. Never in CI, where that is a failure. */
  readonly skipReason: string | undefined
  readonly accessUrl: string
  readonly account: string
  readonly username: string
  readonly password: string
  readonly database: string
  readonly schema: string
  readonly warehouse: string
  readonly role: string
  /** The statements that sessions of this database have sent so far. */
  statements(): Promise<readonly string[]>
  /** How many sessions of this database are logged in, and how many of their statements were cancelled so far. */
  sessions(): Promise<{ readonly open: number; readonly cancelled: number }>
  /** Rolls back what sessions have not committed whose client is gone, as Snowflake does after some minutes. */
  detach(): Promise<void>
  /** Makes every answer to a session of this database take so long. */
  delay(milliseconds: number): Promise<void>
  /** Removes the database. What the server answers about all databases takes longer the more there are. */
  drop(): Promise<void>
  /** Parses statements with sqlglot: for each what is wrong or not understood, or null. Nothing is run. */
  parse(statements: readonly string[]): Promise<readonly (string | null)[]>
}

/**
 * The protocol server, started at the first call, with a database that no other test has. To be awaited
 * outside of tests and hooks. It is no Snowflake: which of its answers a test must not rely on is said in `test/servers/README.md`.
 */
export async function snowflakeServer(): Promise<SnowflakeServer> {
  const answer = await askServer('snowflake')
  const accessUrl = 'url' in answer ? answer.url : ''
  const database = `TEST_${randomUUID().replaceAll('-', '').toUpperCase()}`
  return {
    skipReason: 'url' in answer ? undefined : answer.skipReason,
    accessUrl,
    account: 'test',
    username: 'tester',
    password: 'secret',
    database,
    schema: 'PUBLIC',
    warehouse: 'TEST_WAREHOUSE',
    role: 'SYSADMIN',
    statements: async () => {
      const response = await fetch(`${accessUrl}/_statements?database=${database}`)
      return (await response.json()) as string[]
    },
    sessions: async () => {
      const response = await fetch(`${accessUrl}/_sessions?database=${database}`)
      return (await response.json()) as { open: number; cancelled: number }
    },
    detach: async () => {
      await fetch(`${accessUrl}/_detach`, { method: 'POST', body: JSON.stringify({ database }) })
    },
    delay: async (milliseconds) => {
      const body = JSON.stringify({ database, seconds: milliseconds / 1000 })
      await fetch(`${accessUrl}/_delay`, { method: 'POST', body })
    },
    drop: async () => {
      const response = await fetch(`${accessUrl}/_drop`, { method: 'POST', body: JSON.stringify({ database }) })
      if (!response.ok) throw new Error(`the server does not drop ${database}: ${await response.text()}`)
    },
    parse: async (statements) => {
      const response = await fetch(`${accessUrl}/_parse`, { method: 'POST', body: JSON.stringify(statements) })
      return (await response.json()) as (string | null)[]
    },
  }
}

import type { SnowflakeConfig } from '../../../src/dialects/snowflake/connect/snowflake-config.js'
import { SnowflakeDatabase } from '../../../src/dialects/snowflake/connect/snowflake-database.js'
import type { StubServer } from './stub-server.js'

/** Nobody's variables and home folder, so that a developer's own login is never used. */
export const NOWHERE = { env: {}, homeFolder: '/nonexistent' } as const

/** A pool of sessions on a scripted server. */
export function stubDatabase(server: StubServer, config: SnowflakeConfig = {}): SnowflakeDatabase {
  const login = { accessUrl: server.url, account: 'stub', user: 'tester', password: 'hunter2-password' }
  return new SnowflakeDatabase({ ...login, ...config }, NOWHERE)
}

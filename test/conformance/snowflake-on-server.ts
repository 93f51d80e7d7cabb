import { snowflake } from 'kerros/snowflake'
import { type SnowflakeServer, snowflakeServer } from '../servers/snowflake-server.js'
import type { EngineUnderTest } from './contract-suite.js'

/** Snowflake's dialect on the protocol server: each target has a database of its own, which ends with it. */
export async function snowflakeOnServer(): Promise<EngineUnderTest> {
  const { skipReason } = await snowflakeServer()
  const servers = new Map<string, SnowflakeServer>()
  return {
    name: 'Snowflake',
    skipReason,
    skip: [
      {
        reason: 'the protocol server shows an ARRAY as VARIANT',
        tests: [
          'SQL > types > array: its name makes a column that is read as it',
          'a warehouse > types > array: a column that kerros makes is compatible with it',
        ],
      },
      {
        reason: 'the protocol server takes $name for a variable within strings, too',
        tests: ['persisted descriptions > keep dollars, which enclose strings in some SQL'],
      },
      {
        reason: 'quotes within names fail on the protocol server',
        tests: [
          `SQL > names > it's names one relation`,
          "places of relations > it's a.b is a name of a schema, a relation and a column, and comes back as it is",
        ],
      },
    ],
    createTarget: async () => {
      const server = await snowflakeServer()
      const { accessUrl, account, username, password, database } = server
      servers.set(database, server)
      return snowflake({ accessUrl, account, user: username, password, database, schema: 'dev' })
    },
    dropTarget: async ({ database }) => servers.get(database)!.drop(),
  }
}

import { SnowflakeDialect } from 'kerros/snowflake'
import { snowflakeServer } from '../../servers/snowflake-server.js'
import { kyselySuite } from './kysely-suite.js'

const server = await snowflakeServer()

kyselySuite({
  name: 'Snowflake',
  skipReason: server.skipReason,
  parseJson: 'parse_json',
  createDialect: (options) => {
    const { accessUrl, account, username: user, password, database, schema } = server
    return new SnowflakeDialect({ accessUrl, account, user, password, database, schema, ...options })
  },
  has: {
    returning: false,
    onConflict: false,
    distinctOn: false,
    indexes: false,
    replaceInto: false,
    setOperationsOfAll: false,
    readOnlyTransactions: false,
    explain: false,
    arrays: false,
  },
})

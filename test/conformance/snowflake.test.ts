import { snowflake } from 'kerros/snowflake'
import { snowflakeServer } from '../servers/snowflake-server.js'
import { materializationSuite } from './materialization-suite.js'

const { skipReason } = await snowflakeServer()

materializationSuite({
  name: 'Snowflake',
  skipReason,
  createTarget: async () => {
    const { accessUrl, account, username, password, database } = await snowflakeServer()
    return snowflake({ accessUrl, account, user: username, password, database, schema: 'dev' })
  },
})

import { snowflake } from 'kerros/snowflake'
import { snowflakeServer } from '../servers/snowflake-server.js'
import { identitySuite } from './identity-suite.js'
import { materializationSuite } from './materialization-suite.js'
import type { EngineUnderTest } from './scratch-project.js'

const { skipReason } = await snowflakeServer()

const engine: EngineUnderTest = {
  name: 'Snowflake',
  skipReason,
  createTarget: async () => {
    const { accessUrl, account, username, password, database } = await snowflakeServer()
    return snowflake({ accessUrl, account, user: username, password, database, schema: 'dev' })
  },
}

materializationSuite(engine)
identitySuite(engine)

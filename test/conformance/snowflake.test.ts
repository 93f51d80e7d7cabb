import { identitySuite } from './identity-suite.js'
import { materializationSuite } from './materialization-suite.js'
import { snowflakeOnServer } from './snowflake-on-server.js'

const engine = await snowflakeOnServer()

materializationSuite(engine)
identitySuite(engine)

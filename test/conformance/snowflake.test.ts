import { dataTestSuite } from './data-test-suite.js'
import { freshnessSuite } from './freshness-suite.js'
import { identitySuite } from './identity-suite.js'
import { materializationSuite } from './materialization-suite.js'
import { relationTestSuite } from './relation-test-suite.js'
import { snowflakeOnServer } from './snowflake-on-server.js'
import { sqlDialectSuite } from './sql-dialect-suite.js'
import { storeFailuresSuite } from './store-failures-suite.js'
import { warehouseSuite } from './warehouse-suite.js'

const engine = await snowflakeOnServer()

sqlDialectSuite(engine)
warehouseSuite(engine)
materializationSuite(engine)
identitySuite(engine)
dataTestSuite(engine)
freshnessSuite(engine)
relationTestSuite(engine, { numRuns: 6 })
storeFailuresSuite(engine)

import { dbtFunctionSuite } from '../functions/dbt-function-suite.js'
import { descriptionSuite } from '../materializations/description-suite.js'
import { kindSuite } from '../materializations/kind-suite.js'
import { modelContractSuite } from '../materializations/model-contract-suite.js'
import { sampleSuite } from '../materializations/sample-suite.js'
import { seedSuite } from '../materializations/seed-suite.js'
import { snapshotSuite } from '../materializations/snapshot-suite.js'
import { storedSeedSuite } from '../materializations/stored-seed-suite.js'
import { placeSuite } from '../names/place-suite.js'
import { snowflakeOnServer } from '../snowflake-on-server.js'
import { cloneSuite } from './clone-suite.js'
import { deferSuite } from './defer-suite.js'
import { runSuite } from './run-suite.js'

const engine = await snowflakeOnServer()

dbtFunctionSuite(engine)
descriptionSuite(engine)
kindSuite(engine)
sampleSuite(engine)
seedSuite(engine)
storedSeedSuite(engine)
placeSuite(engine)
runSuite(engine)
deferSuite(engine)
cloneSuite(engine)
snapshotSuite(engine)
modelContractSuite(engine)

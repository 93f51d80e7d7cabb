import { duckdb } from 'kerros/duckdb'
import type { EngineUnderTest } from '../contract-suite.js'
import { dbtFunctionSuite } from '../functions/dbt-function-suite.js'
import { descriptionSuite } from '../materializations/description-suite.js'
import { kindSuite } from '../materializations/kind-suite.js'
import { modelContractSuite } from '../materializations/model-contract-suite.js'
import { sampleSuite } from '../materializations/sample-suite.js'
import { seedSuite } from '../materializations/seed-suite.js'
import { snapshotSuite } from '../materializations/snapshot-suite.js'
import { storedSeedSuite } from '../materializations/stored-seed-suite.js'
import { placeSuite } from '../names/place-suite.js'
import { cloneSuite } from './clone-suite.js'
import { deferSuite } from './defer-suite.js'
import { runSuite } from './run-suite.js'

const engine: EngineUnderTest = {
  name: 'DuckDB',
  skip: [
    {
      reason: 'a run writes one database file',
      tests: ['places of relations > one name in two databases is two relations'],
    },
  ],
  createTarget: () => duckdb({ path: 'scratch.duckdb' }),
}

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

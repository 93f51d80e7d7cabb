import { duckdb } from 'kerros/duckdb'
import type { EngineUnderTest } from './contract-suite.js'
import { identitySuite } from './identity-suite.js'
import { materializationSuite } from './materialization-suite.js'

const engine: EngineUnderTest = { name: 'DuckDB', createTarget: () => duckdb({ path: 'scratch.duckdb' }) }

materializationSuite(engine)
identitySuite(engine)

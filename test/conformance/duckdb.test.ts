import { duckdb } from 'kerros/duckdb'
import { identitySuite } from './identity-suite.js'
import { materializationSuite } from './materialization-suite.js'

materializationSuite({ name: 'DuckDB', createTarget: () => duckdb({ path: 'scratch.duckdb' }) })
identitySuite({ name: 'DuckDB', createTarget: () => duckdb({ path: 'scratch.duckdb' }) })

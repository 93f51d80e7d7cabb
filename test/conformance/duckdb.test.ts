import { duckdb } from 'kerros/duckdb'
import { materializationSuite } from './materialization-suite.js'

materializationSuite({ name: 'DuckDB', createTarget: () => duckdb({ path: 'scratch.duckdb' }) })

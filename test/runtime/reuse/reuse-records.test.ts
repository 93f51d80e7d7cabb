import { duckdb } from 'kerros/duckdb'
import { snowflakeOnServer } from '../../conformance/snowflake-on-server.js'
import { reuseRecordsSuite } from './reuse-records-suite.js'

reuseRecordsSuite({ name: 'DuckDB', createTarget: () => duckdb({ path: 'scratch.duckdb' }) }, { numRuns: 60 })
// The protocol server takes $name for a variable within strings, too.
reuseRecordsSuite({ ...(await snowflakeOnServer()), skip: [] }, { numRuns: 15, without: /\$/g })

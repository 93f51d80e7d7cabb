import path from 'node:path'
import { duckdb } from 'kerros/duckdb'
import { snowflakeOnServer } from '../../conformance/snowflake-on-server.js'
import { reuseSuite } from './reuse-suite.js'

reuseSuite({
  name: 'DuckDB',
  createTarget: (folder) => duckdb({ path: path.join(folder, 'scratch.duckdb') }),
})
reuseSuite({ ...(await snowflakeOnServer()), skip: [] })

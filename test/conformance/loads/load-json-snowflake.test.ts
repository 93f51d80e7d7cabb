import { loadJsonSuite } from './load-json-suite.js'
import { snowflakeLoads } from './snowflake-loads.js'

loadJsonSuite(await snowflakeLoads())

import { loadFilesSuite } from './load-files-suite.js'
import { snowflakeLoads } from './snowflake-loads.js'

loadFilesSuite(await snowflakeLoads())

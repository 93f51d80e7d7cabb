import { loadCsvSuite } from './load-csv-suite.js'
import { snowflakeLoads } from './snowflake-loads.js'

loadCsvSuite(await snowflakeLoads())

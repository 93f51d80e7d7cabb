import { loadParquetSuite } from './load-parquet-suite.js'
import { snowflakeLoads } from './snowflake-loads.js'

loadParquetSuite(await snowflakeLoads())

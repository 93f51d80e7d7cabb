import { duckdb } from 'kerros/duckdb'
import { loadCsvSuite } from './load-csv-suite.js'
import { loadFilesSuite } from './load-files-suite.js'
import { loadJsonSuite } from './load-json-suite.js'
import { loadParquetSuite } from './load-parquet-suite.js'
import type { LoadEngine } from './load-project.js'

const engine: LoadEngine = {
  name: 'DuckDB',
  createTarget: () => duckdb({ path: 'shop.duckdb' }),
  microseconds: (column) => `epoch_us(${column})`,
}

loadFilesSuite(engine)
loadCsvSuite(engine)
loadJsonSuite(engine)
loadParquetSuite(engine)

import { duckdb } from 'kerros/duckdb'
import { loadCsvSuite } from './load-csv-suite.js'
import { loadJsonSuite } from './load-json-suite.js'
import { loadParquetSuite } from './load-parquet-suite.js'
import type { LoadEngine } from './load-project.js'

const engine: LoadEngine = {
  name: 'DuckDB',
  createTarget: () => duckdb({ path: 'shop.duckdb' }),
  microseconds: (column) => `epoch_us(${column})`,
}

loadCsvSuite(engine)
loadJsonSuite(engine)
loadParquetSuite(engine)

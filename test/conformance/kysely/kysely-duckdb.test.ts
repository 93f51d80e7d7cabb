import { DuckDbDialect } from 'kerros/duckdb'
import { DuckDbDatabase } from '../../../src/dialects/duckdb/connect/duckdb-database.js'
import { kyselySuite } from './kysely-suite.js'

const database = new DuckDbDatabase()

kyselySuite({
  name: 'DuckDB',
  parseJson: 'json',
  createDialect: (options) => new DuckDbDialect({ database, ...options }),
  has: {
    returning: true,
    onConflict: true,
    distinctOn: true,
    indexes: true,
    replaceInto: true,
    setOperationsOfAll: true,
    readOnlyTransactions: true,
    explain: true,
    arrays: true,
  },
})

import { defineProject } from 'kerros'
import { duckdb } from 'kerros/duckdb'
import { snowflake } from 'kerros/snowflake'

export default defineProject({
  name: 'movielens',
  models: ['src/{sources,seeds,staging,intermediate,marts,snapshots,analyses}/**/*.ts'],
  targets: {
    dev: duckdb({ path: 'target/movielens.duckdb' }),
    // Sample data has a database of its own: in one history with real data, its movies would stay current for ever.
    sample: duckdb({ path: 'target/movielens_sample.duckdb' }),
    // Who logs in is said by SNOWFLAKE_* or connections.toml, and the driver is loaded only when this target is chosen.
    prod: snowflake({ database: 'MOVIELENS', schema: 'DEV' }),
  },
})

import { defineProject } from 'kerros'
import { duckdb } from 'kerros/duckdb'

export default defineProject({
  name: 'movielens',
  models: ['src/{sources,seeds,staging,intermediate,marts,snapshots,analyses}/**/*.ts'],
  targets: { dev: duckdb({ path: 'target/movielens.duckdb' }) },
})

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
  // Readers of marts see only rows that have passed their tests: docs/audit.md.
  defaults: { 'src/marts': { audit: true } },
  // `npm run docs`: the documentation of kerros itself, in the site of the reference project.
  docs: {
    pages: {
      Documentation: [
        'docs/README.md',
        'docs/getting-started.md',
        'docs/tutorial.md',
        'docs/from-*.md',
        'docs/troubleshooting.md',
      ],
      Writing: ['docs/{models,incremental,snapshots,tests,audit,unit-tests,sources,queries,functions,types}.md'],
      Engines: ['docs/{duckdb,snowflake,kysely,writing-a-dialect}.md'],
      Running: ['docs/*.md'],
      Project: ['{ARCHITECTURE,CONTRIBUTING,SECURITY,CHANGELOG}.md'],
    },
  },
})

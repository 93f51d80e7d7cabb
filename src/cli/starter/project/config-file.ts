import type { StarterChoice } from '../choice/starter-choice.js'

/** The configuration of a new project. */
export function configFile(name: string, engine: StarterChoice['engine']): string {
  const dev = `dev: duckdb({ path: 'target/${name}.duckdb' })`
  if (engine === 'duckdb')
    return `import { defineProject } from 'kerros'
import { duckdb } from 'kerros/duckdb'

export default defineProject({
  name: '${name}',
  models: ['src/**/*.ts'],
  targets: { ${dev} },
  // audit: true, // readers see new rows only when these have passed their tests: node_modules/kerros/docs/audit.md
})
`
  return `import { defineProject } from 'kerros'
import { duckdb } from 'kerros/duckdb'
import { snowflake } from 'kerros/snowflake'

export default defineProject({
  name: '${name}',
  models: ['src/**/*.ts'],
  targets: {
    ${dev},
    // Who logs in is said by SNOWFLAKE_* (.env.example) or by ~/.snowflake/connections.toml.
    prod: snowflake({ database: '${name.toUpperCase()}', schema: 'MAIN' }),
  },
  // audit: true, // readers see new rows only when these have passed their tests: node_modules/kerros/docs/audit.md
})
`
}

import type { StarterChoice } from '../choice/starter-choice.js'

/** The environment that a new project reads, for a file that is not committed. */
export function envExample(engine: StarterChoice['engine']): string {
  if (engine === 'duckdb')
    return `# DuckDB needs no settings. List here what the project reads from the environment, without the values.
`
  return `# Copy to .env, which is not committed, and fill in: \`npm run build:prod\` reads it.
# All variables: https://github.com/kerros-data/kerros/blob/main/docs/snowflake.md#3-credentials
SNOWFLAKE_ACCOUNT=MYORG-MY_ACCOUNT
SNOWFLAKE_USER=KERROS
SNOWFLAKE_PRIVATE_KEY_PATH=
SNOWFLAKE_PRIVATE_KEY_PASSPHRASE=
SNOWFLAKE_ROLE=KERROS_BUILDER
SNOWFLAKE_WAREHOUSE=TRANSFORMING
`
}

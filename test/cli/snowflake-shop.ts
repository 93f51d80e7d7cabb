import type { SnowflakeServer } from '../servers/snowflake-server.js'
import { CliProject } from './cli-project.js'

const target = ({ accessUrl, account, username: user, password, database }: SnowflakeServer): string =>
  JSON.stringify({ accessUrl, account, user, password, database, schema: 'DEV' })

/** The shop on the protocol server, with other files beside its own. */
export function snowflakeShop(
  server: SnowflakeServer,
  files: { readonly [file: string]: string } = {},
): Promise<CliProject> {
  return CliProject.shop({
    'kerros.config.ts': `import { defineProject } from 'kerros'
import { snowflake } from 'kerros/snowflake'

export default defineProject({
  name: 'shop',
  models: ['src/**/*.ts'],
  targets: { dev: snowflake(${target(server)}) },
})
`,
    ...files,
  })
}

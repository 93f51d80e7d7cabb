import { snowflake } from 'kerros/snowflake'
import { ScratchProject } from '../conformance/scratch-project.js'
import type { SnowflakeServer } from '../servers/snowflake-server.js'

/** An empty database for the reference project, on the protocol server. */
export function createSnowflakeProject(server: SnowflakeServer): Promise<ScratchProject> {
  const { accessUrl, account, username: user, password, database } = server
  return ScratchProject.create({
    name: 'Snowflake',
    createTarget: () => snowflake({ accessUrl, account, user, password, database, schema: 'DEV' }),
  })
}

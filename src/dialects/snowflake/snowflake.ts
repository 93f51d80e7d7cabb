import { homedir } from 'node:os'
import { KerrosError } from '../../core/errors/index.js'
import type { PowerBiConnection, Target } from '../../core/ports/target.js'
import { accountPlace } from './connect/login-options.js'
import type { SnowflakeConfig } from './connect/snowflake-config.js'
import { SnowflakeDatabase } from './connect/snowflake-database.js'
import { SnowflakeDialect } from './dialect/snowflake-dialect.js'
import { checkTargetOptions, type SnowflakeTargetOptions } from './snowflake-target-options.js'
import { datasetNaming } from './text/dataset-naming.js'
import { snowflakeSqlDialect } from './warehouse/snowflake-sql-dialect.js'
import { SnowflakeWarehouse } from './warehouse/snowflake-warehouse.js'

/**
 * A target that is a schema in a Snowflake account. The driver `snowflake-sdk` is loaded when it connects.
 *
 * ```ts
 * targets: { prod: snowflake({ database: 'MOVIELENS', schema: 'DEV', warehouse: 'TRANSFORMING' }) }
 * ```
 *
 * The login is configured here, in a connection of `connections.toml`, or in the variables `SNOWFLAKE_*`, so that no
 * secret has to be in the project. docs/snowflake.md leads from an empty account to the first build.
 *
 * @throws KerrosError `E_CONFIG` for options that are missing, unknown or of another type.
 */
export function snowflake(options: SnowflakeTargetOptions): Target {
  checkTargetOptions(options)
  const { threads = 4, transient, copyGrants, grants, persistDocs, ...config } = options
  const { database, schema, warehouse } = config
  const login = loginOf(config)
  const dialect = snowflakeSqlDialect({ transient, copyGrants, grants, persistDocs }, warehouse)
  return Object.freeze<Target>({
    kind: 'target',
    dialect,
    database,
    schema,
    threads,
    about: about(config),
    // The account is there; what is in it is asked by connecting.
    exists: async () => true,
    powerBi: () => powerBiConnection(config),
    datasetNaming: async () => {
      const { account } = await accountPlace(config, { env: process.env, homeFolder: homedir() })
      return datasetNaming(account)
    },
    kyselyDialect: ({ duplicateColumns }) => new SnowflakeDialect({ ...login, duplicateColumns }),
    connect: async ({ threads: sessions }) => {
      // One more than there are threads, to renew the lease while they are busy.
      const { maxSessions = sessions + 1 } = config
      const opened = new SnowflakeDatabase({ ...login, maxSessions })
      await opened.open()
      return new SnowflakeWarehouse(opened, dialect, { database, schema }, grants)
    },
  })
}

/** An account that an open connection belongs to is not known here. */
async function powerBiConnection(config: SnowflakeConfig): Promise<PowerBiConnection> {
  const { server, warehouse } = await accountPlace(config, { env: process.env, homeFolder: homedir() })
  if (warehouse !== undefined) return { protocol: 'snowflake', address: { server, warehouse } }
  throw new KerrosError('E_INVALID_OPTION', 'the Snowflake option `warehouse` is missing, which Power BI asks for', {
    hint: 'Give `warehouse` in the target, or set SNOWFLAKE_WAREHOUSE.',
  })
}

/** An open connection has a database and schema of its own; the target says where the relations are. */
function loginOf(config: SnowflakeConfig): SnowflakeConfig {
  if (typeof config.connection !== 'object') return config
  const { database: _, schema: __, warehouse: ___, ...rest } = config
  return rest
}

/** What a person may know of the connection. Only names that are listed here are shown, so no secret can be. */
function about({ connection, account, user, role, warehouse, database, schema }: SnowflakeTargetOptions) {
  const about = {
    type: 'snowflake',
    connection: typeof connection === 'string' ? connection : undefined,
    account,
    user,
    role,
    warehouse,
    database,
    schema,
  }
  return Object.fromEntries(Object.entries(about).filter((entry): entry is [string, string] => entry[1] !== undefined))
}

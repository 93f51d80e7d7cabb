import type { DatabaseIntrospector, Dialect, DialectAdapter, Driver, Kysely, QueryCompiler } from 'kysely'
import { assertKyselyNodes } from '../../../core/peers/peer-versions.js'
import { SnowflakeQueryCompiler } from '../query/snowflake-query-compiler.js'
import { SnowflakeAdapter } from './snowflake-adapter.js'
import type { SnowflakeDialectConfig } from './snowflake-dialect-config.js'
import { SnowflakeDriver } from './snowflake-driver.js'
import { SnowflakeIntrospector } from './snowflake-introspector.js'

/**
 * Snowflake dialect for Kysely, over the package `snowflake-sdk`, which is loaded with the first query.
 *
 * ```ts
 * const db = new Kysely<Database>({
 *   dialect: new SnowflakeDialect({
 *     account: 'MYORG-MY_ACCOUNT',
 *     user: 'KERROS',
 *     privateKeyPath: '/etc/kerros/key.p8',
 *     warehouse: 'TRANSFORMING',
 *     database: 'MOVIELENS',
 *     schema: 'DEV',
 *   }),
 * })
 * ```
 *
 * Without options it connects with the variables `SNOWFLAKE_*`. Rows hold the JavaScript values of docs/types.md; their
 * fields are named as the query names its columns. `destroy()` closes the sessions and ends the process.
 *
 * @see SnowflakeConfig
 */
export class SnowflakeDialect implements Dialect {
  readonly #config: SnowflakeDialectConfig

  constructor(config: SnowflakeDialectConfig = {}) {
    assertKyselyNodes()
    this.#config = config
  }

  createDriver(): Driver {
    return new SnowflakeDriver(this.#config)
  }

  createQueryCompiler(): QueryCompiler {
    return new SnowflakeQueryCompiler({ literals: 'bind', identifiers: this.#config.identifiers ?? 'fold' })
  }

  createAdapter(): DialectAdapter {
    return new SnowflakeAdapter()
  }

  createIntrospector(db: Kysely<any>): DatabaseIntrospector {
    return new SnowflakeIntrospector(db, this.#config.identifiers)
  }
}

import type { DatabaseIntrospector, Dialect, DialectAdapter, Driver, Kysely, QueryCompiler } from 'kysely'
import { assertKyselyNodes } from '../../../core/peers/peer-versions.js'
import { DuckDbQueryCompiler } from '../query/duckdb-query-compiler.js'
import { DuckDbAdapter } from './duckdb-adapter.js'
import type { DuckDbDialectConfig } from './duckdb-dialect-config.js'
import { DuckDbDriver } from './duckdb-driver.js'
import { DuckDbIntrospector } from './duckdb-introspector.js'

/**
 * DuckDB dialect for Kysely, over the package `@duckdb/node-api`, which is loaded with the first query.
 *
 * ```ts
 * const db = new Kysely<Database>({ dialect: new DuckDbDialect({ path: 'target/movielens.duckdb' }) })
 * ```
 *
 * Rows hold the JavaScript values of docs/types.md. `destroy()` closes the file.
 */
export class DuckDbDialect implements Dialect {
  readonly #config: DuckDbDialectConfig

  constructor(config: DuckDbDialectConfig = {}) {
    assertKyselyNodes()
    this.#config = config
  }

  createDriver(): Driver {
    return new DuckDbDriver(this.#config)
  }

  createQueryCompiler(): QueryCompiler {
    return new DuckDbQueryCompiler({ literals: 'bind' })
  }

  createAdapter(): DialectAdapter {
    return new DuckDbAdapter()
  }

  createIntrospector(db: Kysely<any>): DatabaseIntrospector {
    return new DuckDbIntrospector(db)
  }
}

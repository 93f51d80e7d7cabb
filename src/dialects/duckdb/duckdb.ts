import { access } from 'node:fs/promises'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Target } from '../../core/ports/target.js'
import { assertCreatable } from './connect/assert-creatable.js'
import { DuckDbDatabase } from './connect/duckdb-database.js'
import { DuckDbDialect } from './dialect/duckdb-dialect.js'
import { checkTargetOptions, type DuckDbTargetOptions } from './duckdb-target-options.js'
import { databaseName, MEMORY_PATH } from './text/database-name.js'
import { duckDbSqlDialect } from './warehouse/duckdb-sql-dialect.js'
import { DuckDbWarehouse } from './warehouse/duckdb-warehouse.js'

/**
 * A target that is a DuckDB database: a file, or memory. Needs no account and no server; the driver `@duckdb/node-api`
 * is loaded when it connects.
 *
 * ```ts
 * targets: { dev: duckdb({ path: 'target/shop.duckdb' }) }
 * ```
 *
 * @throws KerrosError `E_CONFIG` for options that are missing, unknown or of another type.
 */
export function duckdb(options: DuckDbTargetOptions): Target {
  checkTargetOptions(options)
  const { path: file, schema = 'main', threads = 1, settings = {} } = options
  const isMemory = file === MEMORY_PATH
  const database = databaseName(file)
  const dialect = duckDbSqlDialect(database)
  const resolved = (root: string): string => (isMemory ? file : path.resolve(root, file))
  return Object.freeze<Target>({
    kind: 'target',
    dialect,
    database,
    schema,
    threads,
    about: { type: 'duckdb', path: file, schema },
    exists: async (root) =>
      !isMemory &&
      access(resolved(root)).then(
        () => true,
        () => false,
      ),
    assertCreatable: async (root) => {
      if (!isMemory) await assertCreatable(resolved(root))
    },
    datasetNaming: async (root) => ({
      namespace: `duckdb://${isMemory ? file : pathToFileURL(resolved(root)).pathname}`,
      nameOf: (relation) => [relation.database, relation.schema, relation.name].join('.'),
    }),
    kyselyDialect: ({ projectRoot, readOnly, duplicateColumns }) =>
      new DuckDbDialect({ path: resolved(projectRoot), readOnly, settings, duplicateColumns }),
    connect: async ({ projectRoot, readOnly = false, alsoReads = [] }) => {
      const opened = new DuckDbDatabase({ path: resolved(projectRoot), readOnly, settings }, { isForRuns: true })
      await opened.open()
      try {
        for (const other of alsoReads)
          await opened.attach(path.resolve(projectRoot, other.about['path'] ?? ''), other.database)
      } catch (error) {
        await opened.close()
        throw error
      }
      return new DuckDbWarehouse(opened, dialect, database)
    },
  })
}

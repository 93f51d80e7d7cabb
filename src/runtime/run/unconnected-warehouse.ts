import type { Warehouse } from '../../core/ports/warehouse.js'
import type { SqlDialect } from '../../core/steps/sql-dialect.js'

/** The target of a run that sends it nothing, such as one of unit tests only: needs no login, and makes no file. */
export function unconnectedWarehouse(dialect: SqlDialect): Warehouse {
  const refuse = (): never => {
    throw new Error('this run has no connection')
  }
  return {
    dialect,
    describe: refuse,
    readSchema: refuse,
    withSession: refuse,
    isTypeCompatible: refuse,
    close: async () => undefined,
  }
}

import { type Expression, ExpressionWrapper, expressionBuilder, type OperationNode, RawNode } from 'kysely'
import type { Source } from '../definitions/source.js'
import { compileDatabase } from '../nodes/compile-database.js'
import { innerQuery } from '../nodes/derived-table.js'
import type { DefinitionQuery } from '../query/query.js'
import type { Inputs } from '../query/ref.js'
import type { SqlDialect } from '../steps/sql-dialect.js'

/** The name by which the query of a table's newest time selects from it. */
const MEASURED = 'model'

/** The query of a table's newest time, with what it selects from; `undefined` where no column and no query says it. */
export function newestQuery(
  source: Source<any>,
): { readonly inputs: Inputs; readonly query: DefinitionQuery<any> } | undefined {
  const { loadedAtField, loadedAtQuery, freshness, tables } = source
  if (loadedAtQuery) return { inputs: tables(), query: (db) => loadedAtQuery(db as never) as Expression<any> }
  if (loadedAtField === undefined) return undefined
  return {
    inputs: { [MEASURED]: source },
    query: (db) => {
      const newest = db
        .selectFrom(MEASURED)
        .select((eb: any) => eb.fn.max(`${MEASURED}.${loadedAtField}`).as('max_loaded_at')) as any
      return freshness?.filter ? newest.where(freshness.filter(expressionBuilder<any, any>())) : newest
    },
  }
}

/** One statement that reads the newest times of several tables. */
export interface FreshnessSql {
  readonly sql: string
  /** The column of the statement's one row that belongs to each query. */
  readonly columns: readonly string[]
}

/** The column with the warehouse's own time, in UTC. */
export const SNAPSHOTTED_AT = 'snapshotted_at'

/**
 * Reads the newest times of several tables, and the warehouse's own time, together.
 *
 * The generated SQL: `select (select max("model"."loaded_at") as "max_loaded_at" from RELATION as "model") as "s0", … , NOW
 * as "snapshotted_at"`
 *
 * @param queries Each of one column; a query without rows counts as NULL.
 */
export function freshnessSql(queries: readonly OperationNode[], dialect: SqlDialect): FreshnessSql {
  const columns = queries.map((_, i) => `s${i}`)
  const selections = queries.map((query, i) => new ExpressionWrapper<any, any, any>(innerQuery(query)).as(columns[i]!))
  const now = new ExpressionWrapper<any, any, any>(RawNode.createWithSql(dialect.utcNow)).as(SNAPSHOTTED_AT)
  const query = compileDatabase.selectNoFrom([...selections, now] as never)
  return { sql: dialect.compile(query.toOperationNode()), columns }
}

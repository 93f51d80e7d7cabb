import { KerrosError } from '../../core/errors/index.js'
import type { Warehouse, WarehouseSession } from '../../core/ports/warehouse.js'
import type { QueryComment, QueryCommentFacts } from '../../core/project/options/query-comment.js'

/**
 * A warehouse that sends each statement with a comment behind it. What a run reports, prints and writes to artifacts has the statements
 * without it.
 *
 * @param comment The project's; with `undefined` the warehouse is returned as it is.
 */
export function commentedWarehouse(
  warehouse: Warehouse,
  comment: QueryComment | undefined,
  facts: Omit<QueryCommentFacts, 'nodeId'>,
): Warehouse {
  if (comment === undefined || comment === '') return warehouse
  const withSession: Warehouse['withSession'] = async (work, use) => {
    const text = textOf(comment, { ...facts, nodeId: use?.tag?.['node'] })
    return warehouse.withSession((session) => work(text === '' ? session : commentedSession(session, text)), use)
  }
  // Its methods have private state, so that they are called on the warehouse itself.
  return new Proxy(warehouse, {
    get(of, name) {
      if (name === 'withSession') return withSession
      const found: unknown = Reflect.get(of, name, of)
      return typeof found === 'function' ? found.bind(of) : found
    },
  })
}

function commentedSession(session: WarehouseSession, text: string): WarehouseSession {
  return {
    execute: (sql, options) => session.execute(withComment(sql, text), options),
    begin: () => session.begin(),
    commit: () => session.commit(),
    rollback: () => session.rollback(),
    columnsOf: (relation) => session.columnsOf(relation),
  }
}

/** Statements whose text the engine keeps, and compares with that of the next run. */
const IS_KEPT = /^\s*create\b[^("]*\b(view|dynamic\s+table)\b/i

/** The statement with the comment behind it, on a line of its own: the statement may end in a comment of its own. */
function withComment(sql: string, text: string): string {
  return IS_KEPT.test(sql) ? sql : `${sql.replace(/[\s;]+$/, '')}\n/* ${text} */`
}

function textOf(comment: QueryComment, facts: QueryCommentFacts): string {
  const text: unknown = typeof comment === 'function' ? comment(facts) : comment
  if (text === undefined) return ''
  if (typeof text !== 'string')
    throw new KerrosError('E_CONFIG', 'the function "queryComment" of the configuration returns no text', {
      hint: 'Return a string, or undefined for no comment.',
    })
  // Some engines have comments within comments, so that neither end may be in it.
  return text.replaceAll('*/', '* /').replaceAll('/*', '/ *').replaceAll('\0', '').trim()
}

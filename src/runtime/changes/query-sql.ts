import { AliasNode, ColumnNode, IdentifierNode, type OperationNode, ReferenceNode, SelectQueryNode } from 'kysely'
import { queryNode } from '../../core/compile/query-node.js'
import { takeQualify } from '../../core/nodes/qualify.js'
import { isBuildable, type ProjectNode } from '../../core/project/nodes/node.js'
import type { OpenProject } from '../open/open-project.js'

/** Parts of a query as SQL. */
export interface QuerySql {
  /** The expression of a column; `undefined` when it comes with all others of a table. */
  column(name: string): string | undefined
  /** A clause by what it is called, as in `where`; `undefined` when the query has none, or it is not in its outermost select. */
  clause(name: string): string | undefined
}

const NOTHING: QuerySql = { column: () => undefined, clause: () => undefined }

/** The SQL of parts of a node's query. */
export function querySql(node: ProjectNode | undefined, { compiler, target }: OpenProject): QuerySql {
  const query = node && queryOf(node)
  if (!query) return NOTHING
  const written = queryNode({ name: node.name, query }, { isIncremental: false })
  if (!SelectQueryNode.is(written)) return NOTHING
  const { select, predicate } = takeQualify(written)
  const text = (part: OperationNode | undefined): string | undefined =>
    part && target.dialect.compile(compiler.expression(part, { isCode: true }))
  const list = (parts: readonly OperationNode[] | undefined): string | undefined => parts?.map(text).join(', ')
  return {
    column: (name) =>
      text(
        select.selections?.map(({ selection }) => expressionOf(selection, name)).find((found) => found !== undefined),
      ),
    clause: (name) => {
      switch (name) {
        case 'where':
          return text(select.where?.where)
        case 'having':
          return text(select.having?.having)
        case 'qualify':
          return text(predicate)
        case 'group by':
          return list(select.groupBy?.items.map(({ groupBy }) => groupBy))
        case 'limit':
          return text(select.limit?.limit)
        case 'offset':
          return text(select.offset?.offset)
        default:
          return undefined
      }
    },
  }
}

function queryOf(node: ProjectNode) {
  if (node.resourceType === 'test') return node.query
  if (node.resourceType === 'analysis') return node.definition.query
  return isBuildable(node) && node.definition.kind !== 'seed' ? node.definition.query : undefined
}

/** The expression of a column that a select names. */
function expressionOf(selection: OperationNode, name: string): OperationNode | undefined {
  if (AliasNode.is(selection))
    return IdentifierNode.is(selection.alias) && selection.alias.name === name ? selection.node : undefined
  if (ColumnNode.is(selection)) return selection.column.name === name ? selection : undefined
  const isNamed =
    ReferenceNode.is(selection) && ColumnNode.is(selection.column) && selection.column.column.name === name
  return isNamed ? selection : undefined
}

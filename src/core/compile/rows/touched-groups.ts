import { type CommonTableExpressionNode, type OperationNode, ReferenceNode, type SelectQueryNode } from 'kysely'
import type { Diagnostic } from '../../errors/index.js'
import type { Scope } from '../../infer/scope.js'
import { prependCtes } from '../../nodes/prepend-ctes.js'
import { cteName, nameOf, returnedColumn } from './returned-column.js'
import { type QueryWalk, type TouchedPlace, walkQuery } from './walk-query.js'

/** Groups that a run computes again as a whole. */
export interface TouchedGroups {
  /** The columns of the model's row by which stored rows belong to a group, in the order of the keys. */
  readonly columns: readonly string[]
  /** Returns the keys of the groups, wherever it is put. */
  readonly keys: OperationNode
  /** The names of the columns that `keys` returns. */
  readonly names: readonly string[]
  /** The keys as `touched` has them, in the query. */
  readonly written: SelectQueryNode
}

/** What a query's helpers `touched` make of it. */
export interface TouchedQuery {
  readonly groups: readonly (readonly string[])[]
  readonly batch: OperationNode | undefined
  readonly diagnostics: readonly Diagnostic[]
}

export const NOTHING_TOUCHED: TouchedQuery = { groups: [], batch: undefined, diagnostics: [] }

/**
 * The groups that the helpers `touched` of a query name, and why they cannot be determined, if so: then a run would leave
 * stored rows that the query no longer returns, or delete rows that it only left out.
 *
 * @param columns The names of the query's columns.
 * @param scope The tables that the query may name.
 */
export function touchedGroups(
  root: OperationNode,
  columns: readonly string[],
  scope: Scope,
): { readonly groups: readonly TouchedGroups[]; readonly diagnostics: readonly Diagnostic[] } {
  const walk = walkQuery(root)
  const deleting = walk.touched.filter(({ touched }) => touched.gone !== 'keep')
  const returned = returnedColumn(root, columns, scope)
  const groups: TouchedGroups[] = []
  const diagnostics: Diagnostic[] = []
  for (const place of deleting) {
    const { touched, select, ctes } = place
    const found = touched.columns.map((column) => returned(column, select))
    const diagnostic = found.includes(undefined) ? untraceable(place) : incomplete(place, walk)
    if (diagnostic) diagnostics.push(diagnostic)
    else
      groups.push({
        columns: found as string[],
        keys: withCtes(touched.keys, ctes),
        names: touched.names,
        written: touched.keys,
      })
  }
  return { groups, diagnostics }
}

/** A query with those common table expressions around it that it reads. */
function withCtes(keys: SelectQueryNode, ctes: readonly CommonTableExpressionNode[]): OperationNode {
  const read = new Set(walkQuery(keys).tables)
  const needed: CommonTableExpressionNode[] = []
  for (const cte of ctes.toReversed()) {
    if (!read.has(cteName(cte))) continue
    needed.unshift(cte)
    for (const table of walkQuery(cte.expression).tables) read.add(table)
  }
  return prependCtes(keys, needed)
}

function untraceable({ touched }: TouchedPlace): Diagnostic {
  const names = touched.columns.map((column) => `"${displayName(column)}"`).join(', ')
  return {
    code: 'E_INVALID_DEFINITION',
    message: `stored rows of the groups that touched(…) names cannot be found: the query does not return ${names} as it is`,
    hint: "Select the columns of touched(…) unchanged, so that stored rows which the query no longer returns can be deleted; or say { gone: 'keep' } and they stay.",
  }
}

function incomplete({ touched }: TouchedPlace, { readsSelf, since }: QueryWalk): Diagnostic | undefined {
  if (touched.gone !== undefined || !(readsSelf || since.length > 0)) return undefined
  const what = since.length > 0 ? 'uses since(…) outside of the keys of touched(…)' : 'reads self(…)'
  return {
    code: 'E_INVALID_DEFINITION',
    message: `the query ${what}, and may return only some rows of a touched group`,
    hint: "Say { gone: 'keep' } in touched(…), and stored rows that the query does not return stay; or { gone: 'delete' } if it returns whole groups.",
  }
}

function displayName(node: OperationNode): string {
  const table = ReferenceNode.is(node) ? node.table?.table.identifier.name : undefined
  return [table, nameOf(node)].filter((part) => part !== undefined).join('.')
}

import {
  AliasNode,
  type CommonTableExpressionNode,
  FromNode,
  FunctionNode,
  IdentifierNode,
  InsertQueryNode,
  JoinNode,
  LimitNode,
  ListNode,
  MergeQueryNode,
  OffsetNode,
  type OperationNode,
  RawNode,
  TableNode,
  UpdateQueryNode,
  UsingNode,
  ValueNode,
  type WithNode,
} from 'kysely'
import { VARIABLE } from '../definitions/variable.js'
import { canonicalName } from '../functions/call/canonical-function.js'
import { immediate } from '../nodes/immediate.js'
import { mapChildren } from '../nodes/map-children.js'

const NOW = canonicalName('now')

/** What the names of a query stand for. */
export interface NameResolution {
  /** The relation or common table expression of an input; `undefined` when the query did not declare it. */
  table(name: string): OperationNode | undefined
  /** Is given each table that is not among the inputs. */
  undeclared(name: string): void
  /** The value of a variable. Default: variables stay as they are. */
  variable?(name: string, byDefault: unknown): unknown
  /** When the run began. Default: `now()` stays as it is. */
  now?(): Date
}

/**
 * Replaces input names by relations, wherever a query reads from them: FROM, joins, subqueries, common table
 * expressions, and tables inside of sql templates. Aliases stay, so column references stay valid; names of common table
 * expressions are left alone where they are in scope.
 */
export function withRelations<N extends OperationNode>(root: N, names: NameResolution): N {
  const cteScopes: Set<string>[] = []

  function visit<K extends OperationNode>(node: K): K {
    return visited(node) as K
  }

  function visited(node: OperationNode): OperationNode {
    if (FromNode.is(node)) return from(node)
    if (JoinNode.is(node)) return join(node)
    if (RawNode.is(node)) return raw(node)
    if (isVariable(node) && names.variable) return variable(node, names.variable)
    if (isNow(node) && names.now) return FunctionNode.create('', [ValueNode.create(names.now())])
    if (LimitNode.is(node)) return LimitNode.create(count(node.limit))
    if (OffsetNode.is(node)) return OffsetNode.create(count(node.offset))
    if (isWith(node)) return queryWith(node, node.with)
    if (InsertQueryNode.is(node)) return insert(node)
    if (UpdateQueryNode.is(node) && node.table) return mapChildren({ ...node, table: items(node.table) }, visit)
    if (MergeQueryNode.is(node)) return mapChildren({ ...node, into: item(node.into) } as MergeQueryNode, visit)
    if (UsingNode.is(node)) return { ...node, tables: node.tables.map(item) } as UsingNode
    return mapChildren(node, visit)
  }

  function from(node: FromNode): FromNode {
    return { ...node, froms: node.froms.map(item) }
  }

  /** The table itself, without an alias: nothing in an insert can name it. */
  function insert(node: InsertQueryNode): InsertQueryNode {
    const { into, ...rest } = node
    return { ...mapChildren(rest as InsertQueryNode, visit), ...(into && { into: resolved(into) as TableNode }) }
  }

  function items(node: OperationNode): OperationNode {
    return ListNode.is(node) ? ({ ...node, items: node.items.map(item) } as ListNode) : item(node)
  }

  function join(node: JoinNode): JoinNode {
    return { ...node, table: item(node.table), ...(node.on && { on: visit(node.on) }) }
  }

  function raw(node: RawNode): RawNode {
    return { ...node, parameters: node.parameters.map(parameter) }
  }

  /** sql.table('r') names an input too; the template around it gives the alias, if it wants one. */
  function parameter(node: OperationNode): OperationNode {
    return TableNode.is(node) ? resolved(node) : visit(node)
  }

  function variable(node: FunctionNode, look: NonNullable<NameResolution['variable']>): FunctionNode {
    // A function node must stay one: parentheses around the value change nothing.
    return FunctionNode.create('', [valueNode(node, look)])
  }

  function valueNode({ arguments: [name, byDefault] }: FunctionNode, look: NonNullable<NameResolution['variable']>) {
    return ValueNode.create(look(String(immediate(name)), immediate(byDefault)))
  }

  /** A number of rows, which engines accept without parentheses only. */
  function count(node: OperationNode): OperationNode {
    return isVariable(node) && names.variable ? valueNode(node, names.variable) : visit(node)
  }

  function queryWith<Q extends OperationNode>(node: Q, withNode: WithNode): Q {
    const scope = new Set<string>()
    cteScopes.push(scope)
    const expressions = withNode.expressions.map((expression) => cte(expression, scope, withNode.recursive))
    const { with: _, ...rest } = node as Q & { readonly with: WithNode }
    const others = visit(rest as unknown as Q)
    cteScopes.pop()
    return { ...others, with: { ...withNode, expressions } } as Q
  }

  /** A common table expression knows those before it; itself only when it is recursive. */
  function cte(node: CommonTableExpressionNode, scope: Set<string>, recursive = false): CommonTableExpressionNode {
    const name = node.name.table.table.identifier.name
    if (recursive) scope.add(name)
    const found = { ...node, expression: visit(node.expression) }
    scope.add(name)
    return found
  }

  function item(node: OperationNode): OperationNode {
    if (TableNode.is(node)) return named(node, undefined)
    if (AliasNode.is(node) && TableNode.is(node.node)) return named(node.node, node)
    return visit(node)
  }

  function named(table: TableNode, alias: AliasNode | undefined): OperationNode {
    const relation = resolved(table)
    if (relation === table) return alias ?? table
    return AliasNode.create(relation, alias ? alias.alias : IdentifierNode.create(table.table.identifier.name))
  }

  /** The relation that a table name means; the node itself where it names a common table expression. */
  function resolved(table: TableNode): OperationNode {
    const { schema, identifier } = table.table
    const name = schema ? `${schema.name}.${identifier.name}` : identifier.name
    if (!schema && cteScopes.some((scope) => scope.has(name))) return table
    // Names with a schema are no inputs: what they read would be missing in the graph.
    const relation = schema ? undefined : names.table(name)
    if (!relation) names.undeclared(name)
    return relation ?? table
  }

  return visit(root)
}

/** A query or a change with common table expressions. */
function isWith(node: OperationNode): node is OperationNode & { readonly with: WithNode } {
  return 'with' in node && node.with !== undefined
}

function isNow(node: OperationNode): boolean {
  return FunctionNode.is(node) && node.func === NOW
}

function isVariable(node: OperationNode): node is FunctionNode {
  return FunctionNode.is(node) && node.func === VARIABLE
}

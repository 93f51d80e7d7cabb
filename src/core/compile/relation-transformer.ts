import {
  AliasNode,
  type CommonTableExpressionNode,
  type FromNode,
  FunctionNode,
  IdentifierNode,
  type JoinNode,
  type OperationNode,
  OperationNodeTransformer,
  type RawNode,
  type SelectQueryNode,
  TableNode,
  ValueNode,
} from 'kysely'
import { VARIABLE } from '../definitions/variable.js'
import { immediate } from '../nodes/immediate.js'

/** What the names of a query stand for. */
export interface NameResolution {
  /** The relation or common table expression of an input; `undefined` when the query did not declare it. */
  table(name: string): OperationNode | undefined
  /** Told of a table that is not among the inputs. */
  undeclared(name: string): void
  variable(name: string, byDefault: unknown): unknown
}

/**
 * Replaces input names by relations, wherever a query reads from them: FROM, joins, subqueries, common table
 * expressions, and tables inside of sql templates. Aliases stay, so column references stay valid; names of common table
 * expressions are left alone where they are in scope.
 */
export class RelationTransformer extends OperationNodeTransformer {
  readonly #names: NameResolution
  readonly #cteScopes: Set<string>[] = []

  constructor(names: NameResolution) {
    super()
    this.#names = names
  }

  protected override transformFrom(node: FromNode): FromNode {
    return { ...node, froms: node.froms.map((item) => this.#item(item)) }
  }

  protected override transformJoin(node: JoinNode): JoinNode {
    const { on, ...rest } = node
    return { ...rest, table: this.#item(node.table), ...(on && { on: this.transformNode(on) }) }
  }

  protected override transformRaw(node: RawNode): RawNode {
    // sql.table('r') names an input too; the template around it gives the alias, if it wants one.
    const parameters = node.parameters.map((parameter) =>
      TableNode.is(parameter) ? this.#resolved(parameter) : this.transformNode(parameter),
    )
    return { ...node, parameters }
  }

  protected override transformFunction(node: FunctionNode): FunctionNode {
    if (node.func !== VARIABLE) return super.transformFunction(node)
    const [name, byDefault] = node.arguments
    const value = this.#names.variable(String(immediate(name)), immediate(byDefault))
    // A function node must stay one: parentheses around the value change nothing.
    return FunctionNode.create('', [ValueNode.create(value)])
  }

  protected override transformSelectQuery(node: SelectQueryNode): SelectQueryNode {
    if (!node.with) return super.transformSelectQuery(node)
    const scope = new Set<string>()
    this.#cteScopes.push(scope)
    const expressions = node.with.expressions.map((expression) => this.#cte(expression, scope, node.with!.recursive))
    const { with: withNode, ...rest } = node
    const transformed = super.transformSelectQuery(rest)
    this.#cteScopes.pop()
    return { ...transformed, with: { ...withNode, expressions } }
  }

  /** A common table expression knows those before it; itself only when it is recursive. */
  #cte(node: CommonTableExpressionNode, scope: Set<string>, recursive = false): CommonTableExpressionNode {
    const name = node.name.table.table.identifier.name
    if (recursive) scope.add(name)
    const transformed = { ...node, expression: this.transformNode(node.expression) }
    scope.add(name)
    return transformed
  }

  #item(item: OperationNode): OperationNode {
    if (TableNode.is(item)) return this.#named(item, undefined)
    if (AliasNode.is(item) && TableNode.is(item.node)) return this.#named(item.node, item)
    return this.transformNode(item)
  }

  #named(table: TableNode, alias: AliasNode | undefined): OperationNode {
    const resolved = this.#resolved(table)
    if (resolved === table) return alias ?? table
    return AliasNode.create(resolved, alias ? alias.alias : IdentifierNode.create(table.table.identifier.name))
  }

  /** The relation that a table name stands for; the node itself where it names a common table expression. */
  #resolved(table: TableNode): OperationNode {
    const { schema, identifier } = table.table
    const name = schema ? `${schema.name}.${identifier.name}` : identifier.name
    if (!schema && this.#cteScopes.some((scope) => scope.has(name))) return table
    // Names with a schema are no inputs: what they read would be missing in the graph.
    const resolved = schema ? undefined : this.#names.table(name)
    if (!resolved) this.#names.undeclared(name)
    return resolved ?? table
  }
}

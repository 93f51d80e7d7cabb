import {
  ColumnNode,
  type OperationNode,
  OperationNodeTransformer,
  type ReferenceNode,
  type SelectQueryNode,
} from 'kysely'
import type { Diagnostic } from '../../errors/index.js'
import { didYouMean } from '../../graph/did-you-mean.js'
import { selectScope } from '../../infer/output-columns.js'
import { findAlias, type Scope } from '../../infer/scope.js'

/**
 * `E_UNKNOWN_COLUMN` for each column that a query names by its table and that is not there. Looked for when something
 * else is wrong with the query's columns: tsc finds these, and so does the engine.
 *
 * @param scope What the names of the query's inputs mean.
 */
export function unknownReferences(node: OperationNode, scope: Scope): readonly Diagnostic[] {
  const finder = new ReferenceFinder(scope)
  finder.transformNode(node)
  return [...finder.diagnostics.values()]
}

class ReferenceFinder extends OperationNodeTransformer {
  readonly diagnostics = new Map<string, Diagnostic>()
  #scope: Scope | undefined

  constructor(scope: Scope) {
    super()
    this.#scope = scope
  }

  protected override transformSelectQuery(node: SelectQueryNode): SelectQueryNode {
    const outer = this.#scope
    this.#scope = selectScope(node, outer)
    const transformed = super.transformSelectQuery(node)
    this.#scope = outer
    return transformed
  }

  protected override transformReference(node: ReferenceNode): ReferenceNode {
    if (node.table && ColumnNode.is(node.column)) this.#look(node.table.table.identifier.name, node.column.column.name)
    return super.transformReference(node)
  }

  #look(alias: string, column: string): void {
    const names = findAlias(this.#scope, alias)?.()?.map(({ name }) => name)
    if (!names || names.some((name) => name.toLowerCase() === column.toLowerCase())) return
    this.diagnostics.set(`${alias}.${column}`, {
      code: 'E_UNKNOWN_COLUMN',
      message: `the query names "${column}", which "${alias}" does not have`,
      names: [column, alias],
      hint: didYouMean(column, names, 'Its columns are'),
    })
  }
}

import { ColumnNode, type OperationNode, RawNode, ReferenceNode, SelectAllNode, TableNode } from 'kysely'

const EXCLUDE = ' exclude ('

/** All columns of a table but some. */
export interface AllExcept {
  readonly alias: string
  readonly names: ReadonlySet<string>
}

/**
 * The selection `"m".* exclude ("a", "b")`, which both engines know. The compiler writes the columns one by one where it
 * knows them; a query that is run by hand keeps this form.
 */
export function allExceptNode(alias: string, names: readonly [string, ...string[]]): RawNode {
  const commas = names.slice(1).map(() => ', ')
  return RawNode.create(
    ['', EXCLUDE, ...commas, ')'],
    [ReferenceNode.createSelectAll(TableNode.create(alias)), ...names.map((name) => ColumnNode.create(name))],
  )
}

/** What an {@link allExceptNode} says; `undefined` for any other node. */
export function readAllExcept(node: OperationNode): AllExcept | undefined {
  if (!RawNode.is(node) || node.sqlFragments[1] !== EXCLUDE) return undefined
  const [all, ...columns] = node.parameters
  if (!all || !ReferenceNode.is(all) || !SelectAllNode.is(all.column) || !all.table) return undefined
  const names = columns.filter((column) => ColumnNode.is(column)).map((column) => column.column.name)
  return { alias: all.table.table.identifier.name, names: new Set(names) }
}

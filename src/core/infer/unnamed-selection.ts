import {
  AliasNode,
  ColumnNode,
  type OperationNode,
  RawNode,
  ReferenceNode,
  SelectAllNode,
  type SelectQueryNode,
} from 'kysely'
import { readUnited } from './united-columns.js'

/**
 * The position, from 1, of the first expression of a select list that has no name: `sum(…)` without `.as('total')`.
 * `undefined` if each has one, or is raw SQL, which may name its columns itself.
 */
export function unnamedSelection(select: SelectQueryNode): number | undefined {
  const position = (select.selections ?? []).findIndex(({ selection }) => !isNamed(selection))
  return position < 0 ? undefined : position + 1
}

function isNamed(selection: OperationNode): boolean {
  if (readUnited(selection)) return true
  return [AliasNode, ReferenceNode, ColumnNode, SelectAllNode, RawNode].some((kind) => kind.is(selection))
}

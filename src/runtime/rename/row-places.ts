import type { NamePlace } from './name-places.js'
import type { FileRange, SyntaxNode, Texts, TypeScript } from './typescript/typescript.js'

/** What the search for rows in tests is made with. */
export interface RowSearch {
  readonly typescript: TypeScript
  readonly before: Texts
  readonly after: Texts
  readonly from: string
  readonly to: string
  /** Where an offset of a file on the disk is after the edits. */
  movedTo(file: string, offset: number): number
}

/**
 * The properties of expected rows: an object next to a value whose rows had the column under its old name and have it now
 * under the new one, as in `deepEqual(await runModel(orders, …), [{ amount: 5 }])`. The types of such comparisons do not
 * connect the two.
 */
export function expectedRows(places: readonly NamePlace[], search: RowSearch): readonly NamePlace[] {
  const { typescript, before, after, from, to, movedTo } = search
  return places.filter((place) => {
    if (place.kind !== 'key' && place.kind !== 'shorthand') return false
    const values = valuesBeside(typescript, place)
    const moved = values.map(({ file, start, end }) => ({ file, start: movedTo(file, start), end: movedTo(file, end) }))
    const rowsBefore = typescript.propertiesAt(before, values)
    const rowsAfter = typescript.propertiesAt(after, moved)
    let isRenamed = false
    for (const [i, row] of rowsBefore.entries()) {
      if (!row?.has(from)) continue
      // A row that keeps the name may be what is meant.
      if (rowsAfter[i]?.has(from) !== false || !rowsAfter[i]?.has(to)) return false
      isRenamed = true
    }
    return isRenamed
  })
}

/** The values in the statement of a place, apart from the object that it is in. */
function valuesBeside(typescript: TypeScript, { file, start, end }: NamePlace): readonly FileRange[] {
  const tree = typescript.tree(file)
  const path: SyntaxNode[] = []
  const descend = (node: SyntaxNode): void => {
    if (node.getStart(tree) > start || node.end < end) return
    path.push(node)
    node.forEachChild(descend)
  }
  descend(tree)
  // What is in a block within the statement is a statement of its own.
  const block = path.findLastIndex((node) => typescript.kindOf(node) === 'Block')
  const statement = path.findIndex((node, i) => i > block && typescript.kindOf(node) === 'ExpressionStatement')
  const object = path.findIndex((node, i) => i > statement && typescript.kindOf(node) === 'ObjectLiteralExpression')
  if (statement < 0 || object < 0) return []
  const found: FileRange[] = []
  const collect = (node: SyntaxNode): void => {
    if (node === path[object]) return
    const kind = typescript.kindOf(node)
    if (kind === 'Identifier' || kind === 'CallExpression' || kind === 'AwaitExpression')
      found.push({ file, start: node.getStart(tree), end: node.end })
    node.forEachChild(collect)
  }
  collect(path[statement]!)
  return found
}

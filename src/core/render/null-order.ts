import { type OperationNode, type OrderByItemNode, RawNode } from 'kysely'

/**
 * Where NULL is in the order of an item that does not say it: NULL is the greatest value. `undefined` where the item says
 * it, or where raw SQL may say it.
 */
export function impliedNulls({ orderBy, direction, nulls }: OrderByItemNode): 'first' | 'last' | undefined {
  if (nulls !== undefined) return undefined
  const text = [direction ? rawText(direction) : '', rawText(orderBy)].join(' ').replaceAll(QUOTED, '').toLowerCase()
  const [, before, word] = DIRECTION.exec(text.trim())!
  if (SAYS_MORE.test(before!)) return undefined
  return word === 'desc' ? 'first' : 'last'
}

/** What is within quotes says nothing of the order. */
const QUOTED = /'[^']*'|"[^"]*"/g
const DIRECTION = /^(.*?)(?:\b(asc|desc))?$/s
const SAYS_MORE = /\b(asc|desc|nulls|using|collate)\b|--|\/\*|\/\//

/** The words of raw SQL, in their order; what is no raw SQL is a blank, for it says nothing of the order. */
function rawText(node: OperationNode): string {
  if (!RawNode.is(node)) return ' '
  return node.sqlFragments
    .map((fragment, i) => fragment + (node.parameters[i] ? rawText(node.parameters[i]) : ''))
    .join('')
}

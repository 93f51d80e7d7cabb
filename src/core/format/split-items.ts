import { firstToken, isGroup, isSymbol, keywordOf, type TokenItem } from './token-tree.js'

/** The tokens and groups of a part of a statement, in order. */
export type Items = readonly TokenItem[]

/** Words before `join`. */
const JOIN_WORDS = new Set('natural asof positional lateral cross inner left right full outer semi anti'.split(' '))

/** Words that start a clause wherever they are. */
const CLAUSE_WORDS = new Set(
  'select from where having qualify window limit offset union intersect except minus with values set returning'.split(
    ' ',
  ),
)

/** Words that belong to what is before them after these: `is distinct from`, `delete from`, `then update set`. */
const CONTINUED = new Set(['distinct', 'delete', 'then', 'update'])

/** A query, or what is in the parentheses of a window. */
const BODY_WORDS = new Set(['select', 'with', 'from', 'values', 'partition', 'order'])

/** Whether items are a query or a window, which has clauses. */
export function hasClauses(items: Items): boolean {
  const [first] = items
  return isGroup(first) ? hasClauses(first.items) : BODY_WORDS.has(keywordOf(first))
}

/** Items by clause. The keywords of a clause are its first items. */
export function splitClauses(items: Items): readonly Items[] {
  return splitBefore(items, (at) => startsClause(items, at))
}

function startsClause(items: Items, at: number): boolean {
  const word = keywordOf(items[at])
  const before = keywordOf(items[at - 1])
  if (word === '' || firstToken(items[at]!).space === '') return false
  // After `then delete`, too.
  if (word === 'when') return true
  if (CONTINUED.has(before)) return false
  if (word === 'join' || JOIN_WORDS.has(word)) return !JOIN_WORDS.has(before) && isJoin(items, at)
  if (word === 'group' || word === 'order' || word === 'partition') return keywordOf(items[at + 1]) === 'by'
  if (word === 'using') {
    const next = items[at + 1]
    return isGroup(next) && hasClauses(next.items)
  }
  return CLAUSE_WORDS.has(word)
}

function isJoin(items: Items, at: number): boolean {
  let end = at
  while (JOIN_WORDS.has(keywordOf(items[end]))) end++
  return keywordOf(items[end]) === 'join'
}

/** The parts of a condition, split before each `and` and `or`, and before the `on` of a join. */
export function splitConditions(items: Items): readonly Items[] {
  let isBetween = false
  return splitBefore(items, (at) => {
    const word = keywordOf(items[at])
    if (word === 'between') isBetween = true
    if (word !== 'and') return word === 'or' || word === 'on'
    const splits = !isBetween
    isBetween = false
    return splits
  })
}

/** The operands of arithmetic and of `||`, split before each operator that has a blank on both sides. */
export function splitOperands(items: Items): readonly Items[] {
  return splitBefore(items, (at) => {
    const item = items[at]!
    const next = items[at + 1]
    if (firstToken(item).space === '' || next === undefined) return false
    return isSymbol(item, '|') || (isSymbol(item, '+-*/%') && firstToken(next).space !== '')
  })
}

/** The branches of a `case`. */
export function splitBranches(items: Items): readonly Items[] {
  return splitBefore(items, (at) => ['when', 'else'].includes(keywordOf(items[at])))
}

/** The elements of a list, each with its comma and the comment after that. */
export function splitList(items: Items): readonly Items[] {
  return splitBefore(items, (at) => {
    if (isRemark(items[at])) return false
    return isSymbol(items[at - 1], ',') || (isRemark(items[at - 1]) && isSymbol(items[at - 2], ','))
  })
}

/** A comment at the end of a line. */
function isRemark(item: TokenItem | undefined): boolean {
  return item !== undefined && !isGroup(item) && item.kind === 'lineComment' && !item.space.includes('\n')
}

function splitBefore(items: Items, starts: (at: number) => boolean): readonly Items[] {
  const parts: TokenItem[][] = []
  items.forEach((item, at) => {
    // Asked for each item: some answers depend on the items before.
    if (starts(at) && at > 0) parts.push([item])
    else if (parts.length === 0) parts.push([item])
    else parts.at(-1)!.push(item)
  })
  return parts
}

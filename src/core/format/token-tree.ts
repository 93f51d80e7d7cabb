import type { SqlToken } from './sql-tokens.js'

/** What is in parentheses, or between `case` and `end`. */
export interface TokenGroup {
  readonly open: SqlToken
  readonly items: readonly TokenItem[]
  readonly close: SqlToken
  /** How wide it is on one line; infinite with a comment that ends with its line. */
  readonly width: number
}

/** A token, or a group in brackets. */
export type TokenItem = SqlToken | TokenGroup

/** SQL that is nested more deeply would start right of every screen. */
const DEEPEST = 100

/** Whether an item is a group in brackets. */
export const isGroup = (item: TokenItem | undefined): item is TokenGroup => item !== undefined && 'open' in item

/** The first token of an item. */
export const firstToken = (item: TokenItem): SqlToken => (isGroup(item) ? item.open : item)

/** An item's word in lower case; empty for what is no word. */
export function keywordOf(item: TokenItem | undefined): string {
  return item === undefined || isGroup(item) ? '' : item.keyword
}

/** How wide an item is on one line, with the blank before it. */
export function itemWidth(item: TokenItem): number {
  return isGroup(item) ? Math.min(item.open.space.length, 1) + item.width : tokenWidth(item) + item.text.length
}

/** The blank before a token; what follows a comment of this kind is on the next line. */
function tokenWidth({ kind, space }: SqlToken): number {
  return kind === 'lineComment' ? Number.POSITIVE_INFINITY : Math.min(space.length, 1)
}

/**
 * Tokens by what is inside of what.
 *
 * @returns `undefined` if something is not closed, closed twice, or nested too deeply.
 */
export function tokenTree(tokens: readonly SqlToken[]): readonly TokenItem[] | undefined {
  const root: TokenItem[] = []
  const outer: { readonly open: SqlToken; readonly items: TokenItem[] }[] = []
  let items = root
  for (const token of tokens) {
    if (closeOf(token) !== undefined) {
      if (outer.length === DEEPEST) return undefined
      outer.push({ open: token, items })
      items = []
    } else if (isSymbol(token, ')') || token.keyword === 'end') {
      const around = outer.pop()
      if (around === undefined || closeOf(around.open) !== token.text.toLowerCase()) return undefined
      const inside = items.reduce((width, item) => width + itemWidth(item), 0)
      const width = around.open.text.length + inside + Math.min(token.space.length, 1) + token.text.length
      around.items.push({ open: around.open, items, close: token, width })
      items = around.items
    } else items.push(token)
  }
  return outer.length > 0 ? undefined : root
}

function closeOf(token: SqlToken): string | undefined {
  if (isSymbol(token, '(')) return ')'
  return token.keyword === 'case' ? 'end' : undefined
}

/** Whether an item is one of some characters. */
export function isSymbol(item: TokenItem | undefined, symbols: string): boolean {
  return item !== undefined && !isGroup(item) && item.kind === 'symbol' && symbols.includes(item.text)
}

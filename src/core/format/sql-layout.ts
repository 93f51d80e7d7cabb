import {
  hasClauses,
  type Items,
  splitBranches,
  splitClauses,
  splitConditions,
  splitList,
  splitOperands,
} from './split-items.js'
import type { SqlToken } from './sql-tokens.js'
import { firstToken, isGroup, isSymbol, itemWidth, keywordOf, type TokenGroup, type TokenItem } from './token-tree.js'

/** How wide a line may be before it is broken. */
const WIDTH = 90

const INDENT = 2

/** Clauses that hold a list, and how many words are before it. */
const LISTS: { readonly [word: string]: (items: Items) => number } = {
  select: (items) => (keywordOf(items[1]) === 'distinct' ? 2 : 1),
  with: (items) => (keywordOf(items[1]) === 'recursive' ? 2 : 1),
  values: () => 1,
  set: () => 1,
  group: () => 2,
  order: () => 2,
  partition: () => 2,
  // `when matched then update set` of MERGE.
  when: (items) => items.findIndex((item) => keywordOf(item) === 'set') + 1,
}

/**
 * Writes tokens on lines that are not too wide: a clause, an element of a list, a condition a line. It changes whitespace only
 * where there is some, and adds some only next to parentheses and after commas, where it never has a meaning.
 */
export class SqlLayout {
  readonly #parts: string[] = []
  #column = 0
  #last: SqlToken | undefined
  /** The indent of the line that is to be started before the next token. */
  #line: number | undefined

  get sql(): string {
    return this.#parts.join('')
  }

  /** A statement, a query, or what is in the parentheses of a window. */
  statement(items: Items, indent: number): void {
    if (this.#fits(items)) return this.#flat(items, indent)
    splitClauses(items).forEach((clause, at) => {
      if (at > 0) this.#breakBefore(clause[0]!, indent)
      this.#clause(clause, indent)
    })
  }

  #clause(items: Items, indent: number): void {
    const word = keywordOf(items[0])
    const words = Object.hasOwn(LISTS, word) ? LISTS[word]!(items) : 0
    const elements = words > 0 ? splitList(items.slice(words)) : []
    if (this.#fits(items)) return this.#flat(items, indent)
    if (elements.length < 2) return this.#expression(items, indent, indent + INDENT)
    this.#flat(items.slice(0, words), indent)
    for (const element of elements) this.#element(element, indent + INDENT)
  }

  /** An element of a list, or a branch, on a line of its own. */
  #element(items: Items, indent: number): void {
    this.#breakBefore(items[0]!, indent)
    this.#expression(items, indent, indent + INDENT)
  }

  /** @param hanging The indent of the conditions, or else the operands, after the first. */
  #expression(items: Items, indent: number, hanging: number): void {
    if (this.#fits(items)) return this.#flat(items, indent)
    const conditions = splitConditions(items)
    const parts = conditions.length > 1 ? conditions : splitOperands(items)
    if (parts.length < 2) return this.#items(items, indent)
    parts.forEach((part, at) => {
      if (at > 0) this.#breakBefore(part[0]!, hanging)
      const line = at > 0 ? hanging : indent
      this.#expression(part, line, line + INDENT)
    })
  }

  #items(items: Items, indent: number): void {
    // How wide what is between a group and the next one is.
    let after = 0
    const afters = items.map(() => 0)
    for (let at = items.length - 1; at >= 0; at--) {
      afters[at] = after
      after = isGroup(items[at]) ? 0 : after + itemWidth(items[at]!)
    }
    items.forEach((item, at) => {
      if (!isGroup(item)) {
        this.#put(item, indent)
        return
      }
      // A long rest does not fit on the line of the closing parenthesis either.
      const rest = afters[at]! > WIDTH / 2 ? 0 : afters[at]!
      if (this.#column + itemWidth(item) + rest <= WIDTH) this.#flat([item], indent)
      else this.#group(item, indent)
    })
  }

  #group({ open, items, close }: TokenGroup, indent: number): void {
    const inner = indent + INDENT
    this.#put(open, indent)
    if (open.keyword === 'case') {
      splitBranches(items).forEach((branch, at) => {
        const isOperand = at === 0 && keywordOf(branch[0]) !== 'when'
        if (isOperand) this.#items(branch, inner)
        else this.#element(branch, inner)
      })
    } else if (hasClauses(items)) {
      this.#breakBefore(items[0]!, inner)
      this.statement(items, inner)
    } else {
      const elements = splitList(items)
      if (elements.length > 1) for (const element of elements) this.#element(element, inner)
      else if (elements.length > 0) {
        this.#breakBefore(items[0]!, inner)
        this.#expression(items, inner, inner)
      }
    }
    this.#breakBefore(close, indent)
    this.#put(close, indent)
  }

  #fits(items: Items): boolean {
    let width = this.#column
    for (const item of items) {
      width += itemWidth(item)
      if (width > WIDTH) return false
    }
    return true
  }

  #flat(items: Items, indent: number): void {
    for (const item of items) {
      if (!isGroup(item)) this.#put(item, indent)
      else {
        this.#put(item.open, indent)
        this.#flat(item.items, indent)
        this.#put(item.close, indent)
      }
    }
  }

  /** Starts a line before an item, unless whitespace has a meaning there. */
  #breakBefore(item: TokenItem, indent: number): void {
    const token = firstToken(item)
    const isFree = token.space !== '' || isSymbol(this.#last, '(,') || isSymbol(token, ')')
    if (!isFree || this.#areStrings(token)) return
    this.#line = indent
    this.#column = indent
  }

  #put(token: SqlToken, indent: number): void {
    const line = this.#last?.kind === 'lineComment' ? (this.#line ?? indent) : this.#line
    const space =
      line === undefined ? this.#spaceBefore(token) : this.#last === undefined ? '' : `\n${' '.repeat(line)}`
    this.#parts.push(space, token.text)
    this.#column = (line ?? this.#column + space.length) + token.text.length
    this.#line = undefined
    this.#last = token
  }

  #spaceBefore(token: SqlToken): string {
    if (token.space === '' || this.#last === undefined) return ''
    return this.#areStrings(token) ? token.space : ' '
  }

  /** Some engines join two strings if a line ends between them, and only then. */
  #areStrings({ kind }: SqlToken): boolean {
    return kind === 'string' && this.#last?.kind === 'string'
  }
}

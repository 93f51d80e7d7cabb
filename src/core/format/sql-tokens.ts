import type { LexicalRules } from './lexical-rules.js'
import { quotedEnd } from './quoted-end.js'

/** A piece of SQL that a formatter leaves as it is. */
export interface SqlToken {
  readonly text: string
  /** The whitespace before it. */
  readonly space: string
  /** A word in lower case; empty for what is no word. */
  readonly keyword: string
  readonly kind: 'word' | 'string' | 'name' | 'comment' | 'lineComment' | 'symbol'
}

type FoundToken = Pick<SqlToken, 'text' | 'kind'>

/** Only what is whitespace to every engine: other blanks are characters of words. */
const SPACE = /[ \t\r\n]*/y

/** Letters, digits, `_`, `$`, and everything outside of printable ASCII. */
const WORD = /[^\x21-\x23\x25-\x2f\x3a-\x40\x5b-\x5e\x60\x7b-\x7e \t\r\n]+/y

const DOLLAR_QUOTE = /\$(?:[A-Za-z_\x80-\uffff][A-Za-z_0-9\x80-\uffff]*)?\$/y
const LINE = /[^\n]*/y

/**
 * The tokens of a statement.
 *
 * @returns `undefined` where the end of a string, a name or a comment is missing, or differs between engines.
 */
export function sqlTokens(sql: string, rules: LexicalRules): readonly SqlToken[] | undefined {
  const tokens: SqlToken[] = []
  for (let at = 0; at < sql.length; ) {
    const space = matchAt(SPACE, sql, at)!
    at += space.length
    if (at === sql.length) break
    const found = tokenAt(sql, at, rules, space === '' && tokens.at(-1)?.kind === 'word')
    if (found === undefined) return undefined
    const { text, kind } = found
    tokens.push({ text, kind, space, keyword: kind === 'word' ? text.toLowerCase() : '' })
    at += text.length
  }
  return tokens
}

/** @param afterWord Whether a word ends where this token starts, as in `E'…'`. */
function tokenAt(sql: string, at: number, rules: LexicalRules, afterWord: boolean): FoundToken | undefined {
  const two = sql.slice(at, at + 2)
  if (two === '--' || (two === '//' && rules.slashesStartComment)) return lineComment(matchAt(LINE, sql, at)!)
  if (two === '/*') return blockComment(sql, at)
  switch (two[0]) {
    case "'": {
      const text = sql.slice(at, quotedEnd(sql, at, rules.backslashEscapes))
      // E'…' has escapes that '…' has not.
      const isInDoubt = text === '' || (afterWord && !rules.backslashEscapes && text.includes('\\'))
      return isInDoubt ? undefined : { text, kind: 'string' }
    }
    case '"': {
      const text = sql.slice(at, quotedEnd(sql, at, false))
      return text === '' ? undefined : { text, kind: 'name' }
    }
    default:
      return dollarQuote(sql, at) ?? wordOrSymbol(sql, at)
  }
}

function lineComment(line: string): FoundToken | undefined {
  const text = line.replace(/[ \t\r]+$/, '')
  // A carriage return ends the comment in some engines, and not in others.
  return text.includes('\r') ? undefined : { text, kind: 'lineComment' }
}

function blockComment(sql: string, at: number): FoundToken | undefined {
  const end = sql.indexOf('*/', at + 2)
  const text = sql.slice(at, end + 2)
  // A comment in a comment has an end of its own in some engines.
  return end < 0 || text.includes('/*', 1) ? undefined : { text, kind: 'comment' }
}

/** A string such as `$$…$$` or `$tag$…$tag$`. */
function dollarQuote(sql: string, at: number): FoundToken | undefined {
  const quote = matchAt(DOLLAR_QUOTE, sql, at)
  const end = quote === undefined ? -1 : sql.indexOf(quote, at + quote.length)
  return end < 0 ? undefined : { text: sql.slice(at, end + quote!.length), kind: 'string' }
}

function wordOrSymbol(sql: string, at: number): FoundToken | undefined {
  const text = matchAt(WORD, sql, at)
  if (text === undefined) return { text: sql[at]!, kind: 'symbol' }
  // Whether a dollar quote starts in it depends on the engine.
  return text.includes('$$') || /^\d.*\$|^\$.+\$/.test(text) ? undefined : { text, kind: 'word' }
}

function matchAt(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at
  return pattern.exec(text)?.[0]
}

/** How tightly an operator binds its operands, by the operators that bind alike. */
export type Binding =
  | 'or'
  | 'and'
  | 'not'
  | 'comparison'
  | 'other'
  | 'addition'
  | 'multiplication'
  | 'minus'
  | 'operand'

// Comments, strings, names in quotes, words and numbers, brackets, casts, operators.
const TOKEN =
  /--[^\n]*|\/\*[\s\S]*?\*\/|'(?:[^']|'')*'|"(?:[^"]|"")*"|[\p{L}_$@\d][\p{L}\p{N}_$.]*(?:\*)?|[([{]|[)\]}]|::?|->>?|\|\||[<>=!~]+|[-+*/%^&|#]/gu

const WORDS: { readonly [word: string]: Binding } = {
  or: 'or',
  and: 'and',
  is: 'comparison',
  in: 'comparison',
  like: 'comparison',
  ilike: 'comparison',
  between: 'comparison',
  regexp: 'comparison',
  rlike: 'comparison',
  similar: 'comparison',
  isnull: 'comparison',
  notnull: 'comparison',
}
const LOOSEST: readonly Binding[] = ['or', 'and', 'not', 'comparison', 'other', 'addition', 'multiplication', 'minus']
const OPENS: ReadonlySet<string> = new Set(['(', '[', '{', 'case'])
const CLOSES: ReadonlySet<string> = new Set([')', ']', '}', 'end'])

/** How tightly the loosest operator of raw SQL binds that is not inside of brackets, quotes or CASE. */
export function bindingOfText(text: string): Binding {
  const found = new Set<Binding>()
  let depth = 0
  let betweens = 0
  let isOperandNext = true
  let previous = ''
  for (const [token] of text.matchAll(TOKEN)) {
    if (token.startsWith('--') || token.startsWith('/*')) continue
    const word = token.toLowerCase()
    if (OPENS.has(word)) depth += 1
    else if (CLOSES.has(word)) depth -= 1
    else if (depth === 0) {
      const binding = bindingOfToken(word, isOperandNext, previous)
      if (word === 'between') betweens += 1
      if (word === 'and' && betweens > 0) betweens -= 1
      else if (binding !== undefined) found.add(binding)
      isOperandNext = binding !== undefined
    }
    if (depth > 0 || CLOSES.has(word)) isOperandNext = false
    previous = word
  }
  return LOOSEST.find((binding) => found.has(binding)) ?? 'operand'
}

function bindingOfToken(word: string, isOperandNext: boolean, previous: string): Binding | undefined {
  if (word === 'not') return previous === 'is' ? 'comparison' : isOperandNext ? 'not' : 'comparison'
  if (Object.hasOwn(WORDS, word)) return WORDS[word]
  if (/^[\p{L}_$@\d'"]/u.test(word) || word.startsWith(':')) return undefined
  if (word === '+' || word === '-') return isOperandNext ? 'minus' : 'addition'
  if (word === '*' || word === '/' || word === '%') return isOperandNext ? undefined : 'multiplication'
  return /^[<>=!~]+$/.test(word) ? 'comparison' : 'other'
}

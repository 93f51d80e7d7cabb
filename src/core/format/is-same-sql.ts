import type { LexicalRules } from './lexical-rules.js'
import { type SqlToken, sqlTokens } from './sql-tokens.js'

/**
 * Whether a statement differs from another one only in whitespace that has no meaning: its tokens are the same, and whitespace
 * is between the same of them, but for those next to parentheses or after a comma.
 *
 * @param tokens The tokens of the other one.
 */
export function isSameSql(tokens: readonly SqlToken[], sql: string, rules: LexicalRules): boolean {
  const others = sqlTokens(sql, rules)
  return (
    tokens.length === others?.length &&
    tokens.every(({ text, kind, space }, at) => {
      const token = others[at]!
      const previous = tokens[at - 1]
      if (token.text !== text || token.kind !== kind) return false
      if (kind === 'string' && previous?.kind === 'string') return token.space === space
      const isFree = previous === undefined || '(,'.includes(previous.text) || text === ')'
      return isFree || (token.space === '') === (space === '')
    })
  )
}

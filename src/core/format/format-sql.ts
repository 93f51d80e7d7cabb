import { isSameSql } from './is-same-sql.js'
import type { LexicalRules } from './lexical-rules.js'
import { SqlLayout } from './sql-layout.js'
import { sqlTokens } from './sql-tokens.js'
import { tokenTree } from './token-tree.js'

/**
 * A statement for readers: on several lines if it is long, otherwise the same. Only whitespace outside of strings, quoted names
 * and comments differs.
 *
 * @returns The statement as it was given, if its tokens are in doubt, or if formatting would change anything but whitespace.
 */
export function formatSql(sql: string, rules: LexicalRules): string {
  const tokens = sqlTokens(sql, rules)
  if (tokens === undefined) return sql
  const tree = tokenTree(tokens)
  if (tree === undefined) return sql
  const layout = new SqlLayout()
  layout.statement(tree, 0)
  const formatted = layout.sql
  return isSameSql(tokens, formatted, rules) ? formatted : sql
}

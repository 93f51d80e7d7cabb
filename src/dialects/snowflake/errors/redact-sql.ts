/** Strings ('…' with '' or \' inside, $$…$$), comments, quoted names, and numbers that are not part of a name. */
const TOKENS =
  /'(?:[^'\\]|''|\\[\s\S])*(?:'|$)|\$\$[\s\S]*?(?:\$\$|$)|--[^\n]*|\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|"(?:[^"]|"")*(?:"|$)|(?<![\w$."])\d+(?:\.\d*)?(?:e[+-]?\d+)?(?!\w)/gi

/** The longest SQL that an error carries. */
const LIMIT = 2000

/**
 * A statement without its literals and comments, which may hold values of rows and credentials. Names stay.
 *
 * `copy into t from 's3://b' credentials = (aws_secret_key = 'k')` → `copy into t from '…' credentials = (aws_secret_key = '…')`
 */
export function redactSql(sql: string): string {
  const redacted = sql
    .replace(TOKENS, (token) => {
      if (token.startsWith('"')) return token
      if (token.startsWith("'") || token.startsWith('$')) return "'…'"
      return /^\d/.test(token) ? '…' : ''
    })
    .trim()
  return redacted.length > LIMIT ? `${redacted.slice(0, LIMIT)} …` : redacted
}

import type { LiteralStyle } from '../../../core/render/literal.js'

/** Snowflake's literals: a backslash in text is an escape, so it is doubled. */
export const snowflakeLiterals: LiteralStyle = {
  escapeText: (text) => text.replaceAll('\\', '\\\\').replaceAll("'", "''"),
  // A literal with a type would be read by the session's TIMESTAMP_INPUT_FORMAT.
  timestamp: (text) => `to_timestamp_ntz('${text}000', 'YYYY-MM-DD HH24:MI:SS.FF6')`,
  binary: (hex) => `to_binary('${hex}', 'HEX')`,
}

/** Text as a literal in SQL. */
export function quoteText(text: string): string {
  return `'${snowflakeLiterals.escapeText(text)}'`
}

/** A timestamp as a literal in SQL. @param text `YYYY-MM-DD HH:MM:SS.ffffff`, in UTC. */
export function timestampLiteral(text: string): string {
  return `to_timestamp_ntz(${quoteText(text)}, 'YYYY-MM-DD HH24:MI:SS.FF6')`
}

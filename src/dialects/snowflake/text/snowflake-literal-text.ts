import { snowflakeLiterals } from './snowflake-literals.js'

/** Text as a literal in SQL. */
export function quoteText(text: string): string {
  return `'${snowflakeLiterals.escapeText(text)}'`
}

/** A moment as a literal in SQL. @param text `YYYY-MM-DD HH:MM:SS.ffffff`, in UTC. */
export function momentLiteral(text: string): string {
  return `to_timestamp_ntz(${quoteText(text)}, 'YYYY-MM-DD HH24:MI:SS.FF6')`
}

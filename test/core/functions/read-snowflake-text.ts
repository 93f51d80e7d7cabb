/**
 * Reads one text literal of Snowflake at the start of SQL, written from its documentation alone: `''` is a quote, a
 * backslash escapes what follows. Gives the text and where the literal ends.
 */
export function readSnowflakeText(sql: string): { readonly text: string; readonly end: number } {
  if (sql[0] !== "'") throw new Error(`no text literal: ${sql}`)
  const escapes: { readonly [letter: string]: string } = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', '0': '\0' }
  let text = ''
  let at = 1
  while (at < sql.length) {
    const char = sql[at]!
    const next = sql[at + 1]
    if (char === '\\') {
      if (next === undefined || next === 'u' || next === 'x' || /[1-7]/.test(next))
        throw new Error(`escape at ${at}: ${sql}`)
      text += escapes[next] ?? next
      at += 2
    } else if (char === "'" && next === "'") {
      text += "'"
      at += 2
    } else if (char === "'") return { text, end: at + 1 }
    else {
      text += char
      at += 1
    }
  }
  throw new Error(`the literal does not end: ${sql}`)
}

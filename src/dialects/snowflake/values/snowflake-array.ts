import { parseSnowflakeJson } from './snowflake-json.js'

/** An array in which a number may have more than 15 digits. */
const LONG = /^\[.*[\d.]{16}/s

/** Strings in quotes, to step over them, and numbers. */
const TOKENS = /"(?:[^"\\]|\\.)*"|[[{}\]]|-?\d+(?:\.\d+)?(?![\d.eE+-])/g

/**
 * Parses an ARRAY. Its own numbers keep all digits, as the values of a column do: a `bigint` where a `number` is not exact,
 * text for decimals of more than 15 digits. Inside of nested values they are as in any other JSON.
 */
export function parseSnowflakeArray(raw: string): unknown {
  if (!LONG.test(raw)) return parseSnowflakeJson(raw)
  const exact: (bigint | string)[] = []
  let mark = 'exact:'
  while (raw.includes(mark)) mark = `${mark}:`
  let depth = 0
  const marked = raw.replace(TOKENS, (token) => {
    if (token === '[' || token === '{') depth++
    else if (token === ']' || token === '}') depth--
    else if (depth === 1 && /^[-\d]/.test(token) && !isExact(token)) {
      exact.push(token.includes('.') ? token : BigInt(token))
      return `"${mark}${exact.length - 1}"`
    }
    return token
  })
  const parsed = parseSnowflakeJson(marked) as readonly unknown[]
  return parsed.map((value) =>
    typeof value === 'string' && value.startsWith(mark) ? exact[Number(value.slice(mark.length))] : value,
  )
}

/** Whether a JavaScript number holds all digits. */
function isExact(token: string): boolean {
  if (!token.includes('.')) return Number.isSafeInteger(Number(token))
  return token.replace(/^[-0.]+|0*$/g, '').replace('.', '').length <= 15
}

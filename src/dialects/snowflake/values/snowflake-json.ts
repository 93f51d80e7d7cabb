import { KerrosError } from '../../../core/errors/index.js'

/** Strings in quotes, to step over them, and the words that Snowflake writes without STRICT_JSON_OUTPUT. */
const WORDS = /"(?:[^"\\]|\\.)*"|undefined|NaN|-?Infinity/g

const NUMBERS: ReadonlyMap<string, number> = new Map([
  ['NaN', Number.NaN],
  ['Infinity', Number.POSITIVE_INFINITY],
  ['-Infinity', Number.NEGATIVE_INFINITY],
])

/**
 * Parses a VARIANT, ARRAY, OBJECT, MAP or VECTOR. Nothing is ever evaluated. Where a session has turned
 * STRICT_JSON_OUTPUT off, `undefined` becomes null, and NaN and the infinities become themselves. A VARIANT that holds XML
 * is text.
 *
 * @throws KerrosError `E_DATA_FORMAT` for anything else that is not JSON.
 */
export function parseSnowflakeJson(raw: string): unknown {
  try {
    return JSON.parse(raw)
  } catch {
    return raw.trimStart().startsWith('<') ? raw : parseLoosely(raw)
  }
}

function parseLoosely(raw: string): unknown {
  let mark = 'number:'
  while (raw.includes(mark)) mark = `${mark}:`
  const json = raw.replace(WORDS, (word) => {
    if (word === 'undefined') return 'null'
    return NUMBERS.has(word) ? `"${mark}${word}"` : word
  })
  try {
    return JSON.parse(json, (_key, value: unknown) =>
      typeof value === 'string' && value.startsWith(mark) ? NUMBERS.get(value.slice(mark.length)) : value,
    )
  } catch {
    // The parser's own message would hold the value.
    throw new KerrosError('E_DATA_FORMAT', 'a semi-structured value of the result is not valid JSON', {
      hint: 'Select it as text: to_json(…).',
    })
  }
}

import { foldBack } from '../text/fold-back.js'

/** `invalid identifier 'R.RATNG'`; parts that were made in quotes stand in quotes: `invalid identifier 'R."ratng"'`. */
const UNKNOWN = /\binvalid identifier '((?:"(?:[^"]|"")+"|[^"'\n.]+)(?:\.(?:"(?:[^"]|"")+"|[^"'\n.]+))*)'/i

/** The column that Snowflake cannot find, where that is what its message says, as a model would name it. */
export function unknownColumnName(message: string): string | undefined {
  const name = UNKNOWN.exec(message)?.[1]
  const last = name?.match(/"(?:[^"]|"")+"|[^".]+/g)?.at(-1)
  return last?.startsWith('"') ? last.slice(1, -1).replaceAll('""', '"') : last && foldBack(last)
}

import { placeInBundle } from './map-stack.js'

/**
 * Finds a function's own text in the files of a project, or a name in it: `src/marts/dim_genres.ts:7:12`; `undefined` for a name
 * that it does not write.
 */
export type FindPlace = (of: unknown, file: string, name?: string | undefined) => string | undefined

/** With more occurrences of the same text, it says nothing about a place. */
const MOST = 50

/**
 * Finds the places of functions of a bundle, by their text and the bundle's map.
 *
 * @param bundle The file of the bundle.
 * @param code Its content.
 */
export function placeFinder(bundle: string, code: string): FindPlace {
  return (of, file, name) => {
    if (typeof of !== 'function') return undefined
    const text = Function.prototype.toString.call(of)
    const within = name === undefined ? 0 : offsetOf(name, text)
    if (within < 0) return undefined
    let at = code.indexOf(text)
    for (let i = 0; at >= 0 && i < MOST; i++) {
      const before = code.slice(0, at + within)
      const row = before.split('\n').length
      const place = placeInBundle(bundle, row, before.length - before.lastIndexOf('\n'))
      // Two files may contain the same function, word for word.
      if (place?.startsWith(`${file}:`)) return place
      at = code.indexOf(text, at + 1)
    }
    return undefined
  }
}

/**
 * Where a function names a column or a table: as a key of `self({ … })`, else as a string, alone or after its table, else as a
 * word of raw SQL.
 */
function offsetOf(name: string, text: string): number {
  const own = text.indexOf('self(')
  const key = own < 0 ? -1 : text.slice(own).search(new RegExp(`[{,\\s]${name.replace(/\W/g, '\\$&')}:`))
  if (key >= 0) return own + key + 1
  const found = ['"', "'", '`', '.'].map((before) => text.indexOf(`${before}${name}`)).filter((at) => at >= 0)
  if (found.length > 0) return Math.min(...found) + 1
  return text.search(new RegExp(`(?<![\\w$])${name.replace(/\W/g, '\\$&')}(?![\\w$])`))
}

/** Names a value that JSON cannot hold, such as `a Map`. */
export class NoJsonError extends Error {}

/**
 * Writes a value as JSON for PARSE_JSON: big integers with all their digits, dates in ISO 8601. Unlike
 * `JSON.stringify` it drops nothing silently.
 *
 * @throws NoJsonError for what JSON cannot hold: `undefined`, NaN, half a surrogate pair, functions, objects of a class.
 */
export function jsonText(value: unknown): string {
  switch (typeof value) {
    case 'string':
      if (!value.isWellFormed()) throw new NoJsonError('a string with half a surrogate pair within an object or array')
      return JSON.stringify(value)
    case 'boolean':
      return JSON.stringify(value)
    case 'bigint':
      return String(value)
    case 'number':
      if (Number.isFinite(value)) return String(value)
      throw new NoJsonError(`${value} within an object or array`)
    case 'object':
      return objectText(value)
    default:
      throw new NoJsonError(
        `${typeof value === 'undefined' ? 'undefined' : `a ${typeof value}`} within an object or array`,
      )
  }
}

function objectText(value: object | null): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return `[${Array.from(value, jsonText).join(',')}]`
  if (value instanceof Date && !Number.isNaN(value.getTime())) return JSON.stringify(value)
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype !== Object.prototype && prototype !== null) throw new NoJsonError(`a ${className(value)}`)
  return `{${Object.entries(value)
    .map(([name, field]) => `${JSON.stringify(name)}:${jsonText(field)}`)
    .join(',')}}`
}

function className(value: object): string {
  return value instanceof Date ? 'Date that is invalid' : (value.constructor?.name ?? 'class instance')
}

import type { SqlType } from '../../core/columns/index.js'

const IDENTIFIER = /^[A-Za-z_$][\w$]*$/

/** A property's name, in quotes only if it needs them; in brackets if it would be the object's prototype. */
export function propertyName(name: string): string {
  if (name === '__proto__') return "['__proto__']"
  return IDENTIFIER.test(name) ? name : textLiteral(name)
}

/** A string in single quotes, or in double quotes if fewer have to be escaped. */
export function textLiteral(text: string): string {
  const doubled = JSON.stringify(text)
  const singles = text.split("'").length
  if (singles > text.split('"').length) return doubled
  return `'${doubled.slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`
}

/** The call that declares a column of a type: `decimal(2, 1)`. */
export function columnCall(type: SqlType): string {
  if (type.name === 'decimal') return `decimal(${type.precision}, ${type.scale})`
  return type.name === 'array' ? `array(${columnCall(type.element)})` : `${type.name}()`
}

/** The functions that a column's call needs. */
export function calledFunctions(type: SqlType): readonly string[] {
  return type.name === 'array' ? [type.name, ...calledFunctions(type.element)] : [type.name]
}

/** Text for a comment to the end of the line. */
export function commentText(text: string): string {
  return text.replace(/\s+/g, ' ').trim()
}

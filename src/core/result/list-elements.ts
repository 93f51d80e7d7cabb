import type { SqlType } from '../columns/sql-type.js'
import { KerrosError } from '../errors/index.js'

/** Whether a type is a list of values that JSON has no form for: timestamps, bytes. */
export function hasTextElements(type: SqlType | undefined): boolean {
  return type?.name === 'array' && (isText(type.element) || hasTextElements(type.element))
}

function isText({ name }: SqlType): boolean {
  return name === 'timestamp' || name === 'binary'
}

/**
 * A list whose timestamps are `Date`s and whose bytes are `Uint8Array`s, where an engine returns lists as JSON with strings in
 * them. What is no string stays as it is.
 *
 * @throws KerrosError `E_DATA_FORMAT` for a string that is neither.
 */
export function listElements(value: unknown, type: SqlType | undefined, column: string): unknown {
  if (Array.isArray(value) && type?.name === 'array')
    return value.map((item) => listElements(item, type.element, column))
  if (typeof value !== 'string') return value
  if (type?.name === 'timestamp') return dateOf(value, column)
  return type?.name === 'binary' ? bytesOf(value, column) : value
}

const TIMESTAMP = /^(\d{4,}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d(?:\.\d+)?)Z?$/

function dateOf(text: string, column: string): Date {
  const [, day, time] = TIMESTAMP.exec(text) ?? []
  const date = new Date(`${day}T${time}Z`)
  if (Number.isNaN(date.getTime())) throw unreadable('timestamp', column)
  return date
}

function bytesOf(text: string, column: string): Uint8Array {
  if (!/^(?:[\da-f]{2})*$/i.test(text)) throw unreadable('hexadecimal', column)
  return Uint8Array.from(Buffer.from(text, 'hex'))
}

function unreadable(expected: string, column: string): KerrosError {
  return new KerrosError('E_DATA_FORMAT', `a list of the column "${column}" has a string that is no ${expected}`, {
    hint: 'Select the list as JSON, or leave the output formats of the session as they are.',
  })
}

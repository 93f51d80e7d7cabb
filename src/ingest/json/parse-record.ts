import { isUtf8 } from 'node:buffer'
import { hasLoneSurrogate } from '../values/strict-json.js'
import type { JsonRecord } from './json-splitter.js'

/** A record as a JavaScript object, which rounds numbers and has only one field of each name; or why it is not an object. */
export type ParsedRecord =
  | { readonly json: string; readonly value: { readonly [name: string]: unknown } }
  | { readonly unreadable: string }

/** Parses a record. */
export function parseRecord({ bytes, unreadable }: JsonRecord): ParsedRecord {
  if (unreadable !== undefined) return { unreadable }
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf)
    return { unreadable: 'it begins with a byte order mark, which JSON does not allow' }
  if (!isUtf8(bytes)) return { unreadable: 'a value is not UTF-8' }
  const json = bytes.toString('utf8')
  const value = parsed(json)
  if (value === undefined) return { unreadable: 'it is not JSON' }
  if (hasLoneSurrogate(json)) return { unreadable: 'a string has half a surrogate pair, an escape such as \\ud800' }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return { unreadable: 'it is not an object' }
  return { json, value: value as { readonly [name: string]: unknown } }
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    return undefined
  }
}

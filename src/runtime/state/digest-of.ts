import { createHash } from 'node:crypto'

/** A short digest of a value: the same in any order of its properties, and where one is undefined or left out. */
export function digestOf(value: unknown): string {
  return createHash('sha256').update(canonicalText(value)).digest('hex').slice(0, 16)
}

/** A value as text, with its properties in one order. What JSON has no word for has one of its own. */
function canonicalText(value: unknown): string {
  return JSON.stringify(canonicalValue(value)) ?? 'undefined'
}

function canonicalValue(value: unknown): unknown {
  if (typeof value === 'bigint') return { bigint: String(value) }
  if (typeof value === 'number' && !Number.isFinite(value)) return { number: String(value) }
  // Bundled code has no comments, and one format.
  if (typeof value === 'function') return { function: String(value) }
  if (typeof value !== 'object' || value === null) return value
  if (value instanceof Date) return { date: value.getTime() }
  if (ArrayBuffer.isView(value))
    return { bytes: Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('hex') }
  if (Array.isArray(value)) return value.map(canonicalValue)
  if (value instanceof Map || value instanceof Set) return { entries: [...value].map(canonicalValue) }
  const entries = Object.entries(value).filter(([, each]) => each !== undefined)
  return Object.fromEntries(
    entries.sort(([one], [other]) => (one < other ? -1 : 1)).map(([key, each]) => [key, canonicalValue(each)]),
  )
}

/**
 * A value as JSON. What JSON does not have becomes a string (`"NaN"`, `"Infinity"`, `"-Infinity"`, a bigint's digits), so that
 * none of it looks like NULL; bytes become hexadecimal.
 */
export function toJson(value: unknown): string {
  return JSON.stringify(value, jsonPart)
}

/** What {@link toJson} makes of a part of a value: the replacer of `JSON.stringify`, which calls it with the whole as `this`. */
export function jsonPart(this: unknown, key: string, value: unknown): unknown {
  if (typeof value === 'bigint' || (typeof value === 'number' && !Number.isFinite(value))) return String(value)
  // A Buffer has become an object of its own by now.
  const written = (this as { readonly [key: string]: unknown })[key]
  return written instanceof Uint8Array ? Buffer.from(written).toString('hex') : value
}

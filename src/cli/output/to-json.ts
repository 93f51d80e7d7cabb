/**
 * A row's value as JSON: numbers that JSON does not have become text (`"NaN"`, `"Infinity"`, `"-Infinity"`, a bigint's
 * digits), so that none of them looks like NULL; bytes become hexadecimal.
 */
export function toJson(value: unknown): string {
  return JSON.stringify(value, (_, part) => {
    if (typeof part === 'bigint' || (typeof part === 'number' && !Number.isFinite(part))) return String(part)
    return part instanceof Uint8Array ? Buffer.from(part).toString('hex') : part
  })
}

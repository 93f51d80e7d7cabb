/** A row's value as JSON: what JSON has no numbers for becomes text, bytes become hexadecimal. */
export function toJson(value: unknown): string {
  return JSON.stringify(value, (_, part) => {
    if (typeof part === 'bigint') return String(part)
    return part instanceof Uint8Array ? Buffer.from(part).toString('hex') : part
  })
}

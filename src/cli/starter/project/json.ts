/** A JSON file, as npm writes it. */
export function json(value: object): string {
  return `${JSON.stringify(value, null, 2)}\n`
}

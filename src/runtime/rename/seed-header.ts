/**
 * A CSV file with another name in its header; `undefined` where the header has the name not exactly once.
 *
 * @param delimiter The character between fields.
 */
export function renamedHeader(
  text: string,
  { from, to }: { readonly from: string; readonly to: string },
  delimiter: string,
): string | undefined {
  const header = /^\uFEFF?[^\r\n]*/.exec(text)![0]
  const fields = header.split(delimiter)
  const matching = fields.flatMap((field, i) => (nameIn(field) === from ? [i] : []))
  const [only] = matching
  if (only === undefined || matching.length > 1) return undefined
  const renamed = fields.map((field, i) => (i === only ? field.replace(from, to) : field)).join(delimiter)
  return renamed + text.slice(header.length)
}

function nameIn(field: string): string {
  return field
    .replace(/^\uFEFF/, '')
    .trim()
    .replace(/^"(.*)"$/, '$1')
    .trim()
}

/** Words that no export can be called, and the names that the file imports. */
const TAKEN: ReadonlySet<string> = new Set(
  `break case catch class const continue debugger default delete do else enum export extends false finally for function
  if import in instanceof new null return super switch this throw true try typeof var void while with yield let static
  implements interface package private protected public await eval arguments
  source array bigint binary boolean date decimal double integer json timestamp varchar`.split(/\s+/),
)

/** The name under which a schema's source is exported: the schema's own, as far as that can be a name. */
export function exportName(schema: string): string {
  const letters = schema.replace(/[^A-Za-z0-9_$]+/g, '_')
  const name = /^[0-9]|^$/.test(letters) ? `_${letters}` : letters
  return TAKEN.has(name) ? `${name}_` : name
}

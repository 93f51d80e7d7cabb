/** A CSV field in double quotes; quotes inside are doubled (RFC 4180). */
export function quotedField(text: string): string {
  return `"${text.replaceAll('"', '""')}"`
}

/** A CSV field, in quotes only if it would otherwise be read as something else: as two fields, as NULL or trimmed. */
export function csvField(text: string): string {
  return /[",\r\n]|^\s|\s$|^$/.test(text) ? quotedField(text) : text
}

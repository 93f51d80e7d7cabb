/** An identifier in quotes, with quotes inside of it doubled: nothing can leave it. */
export function quoteIdentifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

/** Text in quotes, with quotes inside of it doubled. */
export function quoteText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}

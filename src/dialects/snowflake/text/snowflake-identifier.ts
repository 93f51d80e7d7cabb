/** A name as Snowflake takes it without quotes: upper case. Only ASCII letters fold: names without quotes have no others. */
export function foldIdentifier(name: string): string {
  return name.replace(/[a-z]/g, (letter) => letter.toUpperCase())
}

/** An identifier as it is, in quotes: for what was made in quotes. */
export function quoteExactly(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

/** An identifier folded and in quotes, with quotes inside of it doubled: nothing can leave it. */
export function quoteIdentifier(name: string): string {
  return quoteExactly(foldIdentifier(name))
}

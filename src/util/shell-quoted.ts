/** A word for a POSIX shell: in quotes if it needs them, so that a command can be pasted. */
export function shellQuoted(word: string): string {
  return /^[\w./:@%+=-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`
}

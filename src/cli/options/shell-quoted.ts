/** A word as a POSIX shell takes it: in quotes where it needs them, so that a command can be pasted. */
export function shellQuoted(word: string): string {
  return /^[\w./:@%+=-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`
}

/** The objects of output that has one on each line; throws when anything else is there. */
export function jsonLines(text: string): any[] {
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
}

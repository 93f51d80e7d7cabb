/** A name for a column of a test's own that is none of the tested columns', regardless of case. */
export function freeName(name: string, taken: readonly string[]): string {
  const names = new Set(taken.map((one) => one.toLowerCase()))
  let free = name
  while (names.has(free.toLowerCase())) free += '_'
  return free
}

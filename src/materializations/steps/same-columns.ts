/** Whether two lists name the same columns, in any order and case. */
export function sameColumns(one: readonly string[], other: readonly string[]): boolean {
  const key = (columns: readonly string[]): string => JSON.stringify(columns.map((name) => name.toLowerCase()).sort())
  return key(one) === key(other)
}

/** The columns that a list lacks, ignoring case. */
export function missingColumns(
  columns: readonly string[],
  there: readonly { readonly name: string }[],
): readonly string[] {
  const names = new Set(there.map(({ name }) => name.toLowerCase()))
  return columns.filter((column) => !names.has(column.toLowerCase()))
}

/** A row as a line of CSV: all strings in quotes, NULL as an empty field, and a last field that is never empty. */
export function csvLine(values: readonly (string | null)[]): string {
  const fields = values.map((value) => (value === null ? '' : `"${value.replaceAll('"', '""')}"`))
  return `${[...fields, 'x'].join(',')}\n`
}

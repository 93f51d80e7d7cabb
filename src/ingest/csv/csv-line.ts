/** A line of CSV: every text in quotes, NULL as nothing, and a field at the end that is never empty. */
export function csvLine(values: readonly (string | null)[]): string {
  const fields = values.map((value) => (value === null ? '' : `"${value.replaceAll('"', '""')}"`))
  return `${[...fields, 'x'].join(',')}\n`
}

/** `Referenced column "x" not found in FROM clause!`, `Table "o" does not have a column named "x"`. */
const UNKNOWN = /^Binder Error: [^\n]*?(?:Referenced column "((?:[^"]|"")+)" not found|a column named "((?:[^"]|"")+)")/

/** The column that DuckDB cannot find, where that is what its message says. */
export function unknownColumnName(message: string): string | undefined {
  const [, referenced, named] = UNKNOWN.exec(message) ?? []
  return (referenced ?? named)?.replaceAll('""', '"')
}

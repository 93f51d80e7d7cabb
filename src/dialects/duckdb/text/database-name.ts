import { basename } from 'node:path'

/** The path of a database that lives in memory only. */
export const MEMORY_PATH = ':memory:'

/** Names that DuckDB keeps for itself; a file of that name is opened as `<name>_db`. */
const RESERVED_NAMES: ReadonlySet<string> = new Set(['main', 'temp', 'system'])

/**
 * The name of the catalog that DuckDB gives to a database file: the first part of three-part names such as
 * `movielens.dev.movie_analysis`. It follows DuckDB's own rule, so a file has the same name here, in DuckDB's shell and
 * in the bodies of the views that it holds.
 *
 * @param path `target/movielens.duckdb` is `movielens`; `:memory:` (or nothing) is `memory`.
 */
export function databaseName(path: string = MEMORY_PATH): string {
  if (path === '' || path === MEMORY_PATH) return 'memory'
  if (path.startsWith(MEMORY_PATH)) return path
  const stem = basename(path)
    .split('.')
    .find((part) => part !== '')
  const name = stem ?? basename(path)
  return RESERVED_NAMES.has(name) ? `${name}_db` : name
}

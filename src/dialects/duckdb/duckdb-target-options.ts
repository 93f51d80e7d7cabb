import { checkOptionNames, type OptionNames } from '../../core/definitions/options/values/option-checks.js'
import { type Diagnostic, DiagnosticsError } from '../../core/errors/index.js'

/** Where the database of a DuckDB target is, and how it is opened. */
export interface DuckDbTargetOptions {
  /** The database file, relative to the project's root; `:memory:` for a database that exists only during the run. */
  readonly path: string
  /** The schema of the project's relations. Default: `main`. */
  readonly schema?: string
  /** How many nodes run in parallel. Default: 1, because DuckDB spreads each query over all cores by itself. */
  readonly threads?: number
  /** DuckDB's settings by name, as in `{ memory_limit: '4GB', threads: '2' }`. */
  readonly settings?: { readonly [name: string]: string }
}

const OPTIONS: OptionNames<DuckDbTargetOptions> = { path: true, schema: true, threads: true, settings: true }

/** @throws DiagnosticsError `E_CONFIG` with everything that is wrong with the options of `duckdb(…)`. */
export function checkTargetOptions(options: unknown): void {
  const diagnostics = [...checkOptionNames(options, OPTIONS), ...checkValues(options)].map((each) => ({
    ...each,
    code: 'E_CONFIG' as const,
    message: `duckdb(…): ${each.message}`,
  }))
  if (diagnostics.length > 0) throw new DiagnosticsError(diagnostics, 'duckdb(…)')
}

/** Invalid values: tsc refuses them, but a configuration is loaded without tsc. */
function checkValues(options: unknown): readonly Pick<Diagnostic, 'message' | 'hint' | 'names'>[] {
  if (options !== undefined && (typeof options !== 'object' || options === null)) return []
  const { path, schema, threads, settings } = (options ?? {}) as { readonly [K in keyof DuckDbTargetOptions]?: unknown }
  const isText = (value: unknown): boolean => typeof value === 'string' && value !== ''
  return [
    ...(isText(path)
      ? []
      : [
          {
            message: path === undefined ? 'the path is missing' : 'the path is not a string, or empty',
            hint: "Say where the database is: duckdb({ path: 'target/dev.duckdb' }), or ':memory:'.",
            names: ['path'],
          },
        ]),
    ...(schema === undefined || isText(schema)
      ? []
      : [
          {
            message: 'the schema is not a string, or empty',
            hint: "Give a name, as in 'main', or leave it out.",
            names: ['schema'],
          },
        ]),
    ...(threads === undefined || (Number.isInteger(threads) && (threads as number) >= 1)
      ? []
      : [
          {
            message: '`threads` is not a whole number of at least 1',
            hint: 'Give a number, or leave it out.',
            names: ['threads'],
          },
        ]),
    ...(settings === undefined || (typeof settings === 'object' && settings !== null && !Array.isArray(settings))
      ? []
      : [
          {
            message: '`settings` is not an object',
            hint: "Give them by name: { memory_limit: '4GB' }.",
            names: ['settings'],
          },
        ]),
  ]
}

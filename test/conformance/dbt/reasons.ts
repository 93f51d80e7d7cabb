/** Why a behaviour of dbt has nothing that corresponds, where several rows have one reason. */
export const reasons = {
  jinja: 'kerros has no Jinja: a macro is a function of TypeScript, which `tsc` resolves',
  yaml: 'a project has no YAML: options are properties of definitions, which `tsc` checks',
  python: 'models are Kysely queries; neither engine runs Python models here',
  functions: 'kerros makes no functions in the warehouse: a macro becomes part of the query',
  adapterMethod:
    'a method of dbt’s adapter that macros call; kerros plans steps instead, and users write no adapter code',
  materializedView:
    'neither engine has them as dbt’s suite means them; Snowflake’s dynamic tables are rows of their own below',
  duckdbGrants: 'a DuckDB file has no roles and no grants',
  versions: 'models have no versions: two versions are two exports, with two names',
  postgres: 'dbt runs it on Postgres only',
  jinjaContext: 'there is no Jinja context to read: a query is a function of typed arguments',
  packages:
    'packages are of npm, and their definitions are imported by name: they are part of the project that imports them',
  partialParsing:
    'nothing is parsed in part: a project is bundled and imported, and the bundle is rebuilt when a file changes',
} as const

/** What helpers of `kerros/snowflake` say beyond the canonical functions; other dialects refuse it by name. */
export const SNOWFLAKE_ONLY = [
  'asof_join',
  'at',
  'before',
  'exact',
  'flatten',
  'insert_overwrite',
  'path',
  'pivot',
  'sample',
  'secure_view',
  'stage',
  'stage_column',
  'to_variant',
  'try_cast',
  'unpivot',
] as const

/** A name out of {@link SNOWFLAKE_ONLY}. */
export type SnowflakeOnly = (typeof SNOWFLAKE_ONLY)[number]

/** The name of the function node that carries it through Kysely. */
export function snowflakeOnlyName(name: SnowflakeOnly): string {
  return `kerros.snowflake.${name}`
}

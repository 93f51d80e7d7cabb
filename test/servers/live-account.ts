/**
 * Why there is no Snowflake account to test on: `describe.skipIf(noLiveAccount())`. An account is used when
 * `SNOWFLAKE_ACCOUNT` and the rest that the dialect reads from the environment are set; it needs a database and a schema
 * to write in. Without one it says what is skipped, and may be missing in CI.
 */
export function noLiveAccount(): string | undefined {
  if (process.env['SNOWFLAKE_ACCOUNT']) return undefined
  const reason = 'SNOWFLAKE_ACCOUNT is not set'
  process.stderr.write(`\n!!! SKIPPED: every test on a live Snowflake account, because ${reason}.\n\n`)
  return reason
}

import { randomUUID } from 'node:crypto'
import type { Target } from 'kerros'
import { SnowflakeDialect, snowflake } from 'kerros/snowflake'
import { Kysely, sql } from 'kysely'

/**
 * Why there is no Snowflake account to test on: `describe.skipIf(noLiveAccount())`. An account is used when
 * `SNOWFLAKE_ACCOUNT`, or `SNOWFLAKE_DEFAULT_CONNECTION_NAME`, and the rest that the dialect reads from the environment are
 * set. Its role has to be allowed to make databases; the tests drop theirs. Without an account it says what is skipped,
 * and may be missing in CI.
 */
export function noLiveAccount(): string | undefined {
  if (process.env['SNOWFLAKE_ACCOUNT'] || process.env['SNOWFLAKE_DEFAULT_CONNECTION_NAME']) return undefined
  const reason = 'neither SNOWFLAKE_ACCOUNT nor SNOWFLAKE_DEFAULT_CONNECTION_NAME is set'
  process.stderr.write(`\n!!! SKIPPED: every test on a live Snowflake account, because ${reason}.\n\n`)
  return reason
}

/** A database of its own on the live account. */
export interface LiveDatabase {
  readonly name: string
  readonly target: Target
  /** Drops it. */
  drop(): Promise<void>
}

/** Makes a database on the live account, to be dropped by the test. */
export async function createLiveDatabase(): Promise<LiveDatabase> {
  const name = `KERROS_TEST_${randomUUID().replaceAll('-', '').toUpperCase()}`
  await onAccount(`create transient database ${name}`)
  return {
    name,
    target: snowflake({ database: name, schema: 'DEV' }),
    drop: () => onAccount(`drop database if exists ${name}`),
  }
}

async function onAccount(statement: string): Promise<void> {
  const db = new Kysely({ dialect: new SnowflakeDialect() })
  try {
    await sql.raw(statement).execute(db)
  } finally {
    await db.destroy()
  }
}

import { DialectAdapterBase, type Kysely, type MigrationLockOptions } from 'kysely'

/** What DuckDB can do, for Kysely. */
export class DuckDbAdapter extends DialectAdapterBase {
  override get supportsCreateIfNotExists(): boolean {
    return true
  }

  override get supportsTransactionalDdl(): boolean {
    return true
  }

  override get supportsReturning(): boolean {
    return true
  }

  /**
   * DuckDB has no locks to wait for. Writing to the lock's row makes a second migration, from another session, fail
   * immediately with a conflict instead of running alongside the first.
   */
  override async acquireMigrationLock(db: Kysely<any>, options: MigrationLockOptions): Promise<void> {
    await writeLock(db, options, 1)
  }

  override async releaseMigrationLock(db: Kysely<any>, options: MigrationLockOptions): Promise<void> {
    await writeLock(db, options, 0)
  }
}

async function writeLock(db: Kysely<any>, options: MigrationLockOptions, isLocked: 0 | 1): Promise<void> {
  const { lockTable, lockTableSchema, lockRowId } = options
  const target = lockTableSchema ? db.withSchema(lockTableSchema) : db
  await target.updateTable(lockTable).set({ is_locked: isLocked }).where('id', '=', lockRowId).execute()
}

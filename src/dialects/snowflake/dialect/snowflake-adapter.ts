import { DialectAdapterBase, type Kysely, type MigrationLockOptions } from 'kysely'
import { KerrosError } from '../../../core/errors/index.js'

/** What Snowflake can do, for Kysely. */
export class SnowflakeAdapter extends DialectAdapterBase {
  override get supportsCreateIfNotExists(): boolean {
    return true
  }

  /** CREATE, ALTER and DROP commit what was open before them, and themselves. */
  override get supportsTransactionalDdl(): boolean {
    return false
  }

  override get supportsReturning(): boolean {
    return false
  }

  /** Several sessions run side by side, so one can take what another needs only for as long as it is in use. */
  override get supportsMultipleConnections(): boolean {
    return true
  }

  /**
   * The lock's row is taken by changing it from 0 to 1, which Snowflake lets one session do. A session that finds it taken
   * fails immediately, instead of waiting for a process that may be gone.
   */
  override async acquireMigrationLock(db: Kysely<any>, options: MigrationLockOptions): Promise<void> {
    const taken = await setLock(db, options, 0, 1)
    if (!taken) throw lockedError(options)
  }

  override async releaseMigrationLock(db: Kysely<any>, options: MigrationLockOptions): Promise<void> {
    await setLock(db, options, 1, 0)
  }
}

async function setLock(db: Kysely<any>, options: MigrationLockOptions, from: 0 | 1, to: 0 | 1): Promise<boolean> {
  const { lockTable, lockTableSchema, lockRowId } = options
  const target = lockTableSchema ? db.withSchema(lockTableSchema) : db
  const { numUpdatedRows } = await target
    .updateTable(lockTable)
    .set({ is_locked: to })
    .where('id', '=', lockRowId)
    .where('is_locked', '=', from)
    .executeTakeFirst()
  return numUpdatedRows === 1n
}

function lockedError({ lockTable, lockRowId }: MigrationLockOptions): KerrosError {
  return new KerrosError('E_LOCKED', `another migration holds the lock in the table "${lockTable}"`, {
    hint: `Wait until it has ended. If its process is gone, release the lock: update ${lockTable} set is_locked = 0 where id = '${lockRowId}'`,
  })
}

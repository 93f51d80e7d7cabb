import type { DuckDBInstance } from '@duckdb/node-api'

/**
 * Writes what is in the write-ahead log to the file. Closing does that, too, but on the thread of JavaScript, which then
 * hears no Ctrl-C: a second for a thousand tables.
 *
 * @see https://duckdb.org/docs/stable/sql/statements/checkpoint
 */
export async function writeToFile(instance: DuckDBInstance): Promise<void> {
  const connection = await instance.connect()
  try {
    await connection.run('checkpoint')
  } catch {
    // Somebody else in this process is writing: the last one to close does it.
  } finally {
    connection.disconnectSync()
  }
}

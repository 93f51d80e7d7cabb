import { KerrosError } from '../../../core/errors/index.js'
import type { StatementResult } from '../../../core/ports/warehouse.js'
import { quoteText } from '../text/snowflake-literals.js'

/**
 * The statement with which the driver sends a file to a stage inside of Snowflake.
 *
 * @param isPacked Whether the file is packed with gzip on the way, when it is not yet.
 */
export function putSql(path: string, stage: string, isPacked: boolean): string {
  return `put ${quoteText(`file://${path}`)} ${stage} auto_compress = ${isPacked} overwrite = true parallel = 4`
}

/** @throws KerrosError `E_UNSUPPORTED` for a path in which PUT would see a pattern of several files. */
export function assertPutPath(path: string, displayPath: string): void {
  if (!/[*?]/.test(path)) return
  throw new KerrosError('E_UNSUPPORTED', `Snowflake reads the * or ? in the path of ${displayPath} as a pattern`, {
    hint: 'Rename the file or its folder, or give the source a stage in S3.',
  })
}

/** The file's name in the stage. @throws KerrosError `E_STORAGE` when it did not arrive. */
export function putName({ rows }: StatementResult, displayPath: string): string {
  const [row] = rows
  const status = String(row?.['status'] ?? 'no status')
  if (rows.length === 1 && status === 'UPLOADED' && row?.['target']) return String(row['target'])
  throw new KerrosError('E_STORAGE', `Snowflake did not accept ${displayPath} in its stage: ${status}`, {
    hint: 'Load again. Uploads go to the storage of your account: a proxy or firewall must let them through.',
  })
}

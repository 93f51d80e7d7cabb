import { KerrosError } from '../../core/errors/index.js'
import { openRegularFile } from '../../util/regular-file.js'
import { readError } from '../bytes/file-bytes.js'
import { type ParquetSchema, parquetSchema } from './parquet-schema.js'

/** The length of the footer, four bytes, and the sign at the end. */
const TAIL = 8

/** Longer than any file's description: what is larger is not a length. */
const LONGEST_FOOTER = 256 * 1024 * 1024

/**
 * Reads a Parquet file's description of itself, not its rows.
 *
 * @param displayPath The file's path, as the user wrote it.
 * @throws KerrosError `E_DATA_FORMAT` if it is not a Parquet file, is cut off, or is encrypted.
 * @see https://parquet.apache.org/docs/file-format/
 */
export async function readFooter(path: string, displayPath: string): Promise<ParquetSchema> {
  const file = await openRegularFile(path).catch((error: unknown) => {
    throw readError(displayPath, error)
  })
  try {
    const { size } = await file.stat()
    const read = async (length: number, end: number): Promise<Buffer> => {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, end - length)
      return buffer.subarray(0, bytesRead)
    }
    if (size === 0) throw damaged(`${displayPath} is empty`, displayPath)
    if (size < TAIL + 4) throw damaged(`${displayPath} is not a Parquet file`, displayPath)
    const start = (await read(4, 4)).toString('latin1')
    const tail = await read(TAIL, size)
    const sign = tail.toString('latin1', 4)
    if (sign === 'PARE')
      throw damaged(`${displayPath} is an encrypted Parquet file, which no supported engine can read`, displayPath)
    if (start !== 'PAR1') throw damaged(`${displayPath} is not a Parquet file`, displayPath)
    const length = tail.readUInt32LE(0)
    if (sign !== 'PAR1' || length > size - TAIL - 4 || length > LONGEST_FOOTER) throw cutOff(displayPath)
    return await described(await read(length + TAIL, size), displayPath)
  } catch (error) {
    throw readError(displayPath, error)
  } finally {
    await file.close()
  }
}

/** @param end The file's end, from its footer on. */
async function described(end: Buffer, displayPath: string): Promise<ParquetSchema> {
  // Loaded when it is used: most loads are of CSV.
  const { parquetMetadata, parquetSchema: schemaTree } = await import('hyparquet')
  try {
    // Geographic columns are bytes to every supported engine.
    const metadata = parquetMetadata(end, { geoparquet: false })
    return parquetSchema(metadata, schemaTree(metadata))
  } catch {
    throw cutOff(displayPath)
  }
}

function cutOff(displayPath: string): KerrosError {
  return damaged(`${displayPath} is not a complete Parquet file: it is damaged or cut off`, displayPath)
}

function damaged(message: string, displayPath: string): KerrosError {
  return new KerrosError('E_DATA_FORMAT', message, {
    hint: 'Nothing was loaded. Get the file again.',
    subject: displayPath,
    at: displayPath,
  })
}

import { open } from 'node:fs/promises'
import { KerrosError } from '../../core/errors/index.js'
import { readError } from '../file-bytes.js'
import { type ParquetSchema, parquetSchema } from './parquet-schema.js'

/** The length of the footer, four bytes, and the sign at the end. */
const TAIL = 8

/** More than any file's description; what is larger is no length. */
const LONGEST_FOOTER = 256 * 1024 * 1024

/**
 * Reads what a Parquet file says of itself, without its rows.
 *
 * @param shown The file, as a person wrote it.
 * @throws KerrosError `E_DATA_FORMAT` when it is none, is cut off, or is encrypted.
 * @see https://parquet.apache.org/docs/file-format/
 */
export async function readFooter(path: string, shown: string): Promise<ParquetSchema> {
  const file = await open(path).catch((error: unknown) => {
    throw readError(shown, error)
  })
  try {
    const { size } = await file.stat()
    const read = async (length: number, end: number): Promise<Buffer> => {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, end - length)
      return buffer.subarray(0, bytesRead)
    }
    if (size === 0) throw damaged(`${shown} is empty`, shown)
    if (size < TAIL + 4) throw damaged(`${shown} is no Parquet file`, shown)
    const start = (await read(4, 4)).toString('latin1')
    const tail = await read(TAIL, size)
    const sign = tail.toString('latin1', 4)
    if (sign === 'PARE') throw damaged(`${shown} is an encrypted Parquet file, which no engine here can read`, shown)
    if (start !== 'PAR1') throw damaged(`${shown} is no Parquet file`, shown)
    const length = tail.readUInt32LE(0)
    if (sign !== 'PAR1' || length > size - TAIL - 4 || length > LONGEST_FOOTER) throw cutOff(shown)
    return await described(await read(length + TAIL, size), shown)
  } catch (error) {
    throw readError(shown, error)
  } finally {
    await file.close()
  }
}

/** @param end The file's end, from its footer on. */
async function described(end: Buffer, shown: string): Promise<ParquetSchema> {
  // Loaded when it is used: most loads are of CSV.
  const { parquetMetadata, parquetSchema: schemaTree } = await import('hyparquet')
  try {
    // Columns of places are bytes to every engine here.
    const metadata = parquetMetadata(end, { geoparquet: false })
    return parquetSchema(metadata, schemaTree(metadata))
  } catch {
    throw cutOff(shown)
  }
}

function cutOff(shown: string): KerrosError {
  return damaged(`${shown} is not a whole Parquet file: it is damaged, or cut off`, shown)
}

function damaged(message: string, shown: string): KerrosError {
  return new KerrosError('E_DATA_FORMAT', message, {
    hint: 'Nothing was loaded. Get the file again.',
    subject: shown,
    at: shown,
  })
}

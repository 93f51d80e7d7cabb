import { KerrosError } from '../../../core/errors/index.js'

/**
 * Decodes a BINARY, which is sent in hexadecimal digits whatever the session's BINARY_OUTPUT_FORMAT.
 *
 * @throws KerrosError `E_DATA_FORMAT` for anything else, since bytes would be missing.
 */
export function decodeBytes(raw: string): Uint8Array {
  const bytes = new Uint8Array(Buffer.from(raw, 'hex'))
  if (bytes.length * 2 === raw.length) return bytes
  throw new KerrosError('E_DATA_FORMAT', 'a BINARY of the result is not in hexadecimal digits', {
    hint: "Select it as text: to_varchar(…, 'base64').",
  })
}

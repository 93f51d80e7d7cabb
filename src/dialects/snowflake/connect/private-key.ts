import { createPrivateKey } from 'node:crypto'
import { KerrosError } from '../../../core/errors/index.js'
import { NotARegularFile, readRegularText } from '../../../util/regular-file.js'
import type { SnowflakeLoginConfig } from './snowflake-config.js'

/**
 * The private key of a login as PEM text without encryption, which every version of the driver takes; `undefined` when
 * the login has none. Takes PEM (PKCS#8, encrypted or not, or PKCS#1), with `\n` spelled out as variables often have it,
 * and the bare base64 of a key.
 *
 * @throws KerrosError `E_INVALID_OPTION` for a key that cannot be read, `E_FILE_NOT_FOUND` for a file that is not there.
 * @see https://docs.snowflake.com/en/user-guide/key-pair-auth
 */
export async function readPrivateKey(options: SnowflakeLoginConfig): Promise<string | undefined> {
  const { privateKey, privateKeyPath, privateKeyPass } = options
  if (privateKey !== undefined) return decrypted(toPem(privateKey), privateKeyPass, 'the option `privateKey`')
  if (privateKeyPath === undefined) return undefined
  return decrypted(await read(privateKeyPath), privateKeyPass, `the file "${privateKeyPath}"`)
}

async function read(file: string): Promise<string> {
  try {
    return await readRegularText(file)
  } catch (cause) {
    if (cause instanceof NotARegularFile)
      throw new KerrosError(
        'E_NOT_PERMITTED',
        `the private key "${file}" is a pipe, a socket or a device, not a file`,
        {
          hint: 'Name a file, or give the key itself: `privateKey` or SNOWFLAKE_PRIVATE_KEY.',
          cause,
        },
      )
    const isMissing = (cause as NodeJS.ErrnoException).code === 'ENOENT'
    throw new KerrosError(
      isMissing ? 'E_FILE_NOT_FOUND' : 'E_NOT_PERMITTED',
      `the private key "${file}" ${isMissing ? 'does not exist' : 'cannot be read'}`,
      { hint: 'Correct `privateKeyPath` or SNOWFLAKE_PRIVATE_KEY_PATH, or the permissions of the file.', cause },
    )
  }
}

function toPem(text: string): string {
  const key = text.replaceAll('\\n', '\n').trim()
  return key.includes('-----BEGIN') ? key : `-----BEGIN PRIVATE KEY-----\n${key}\n-----END PRIVATE KEY-----`
}

function decrypted(pem: string, passphrase: string | undefined, where: string): string {
  if (pem.includes('ENCRYPTED') && passphrase === undefined)
    throw new KerrosError('E_INVALID_OPTION', `${where} has an encrypted private key, and there is no passphrase`, {
      hint: 'Give `privateKeyPass`, or set SNOWFLAKE_PRIVATE_KEY_PASSPHRASE.',
    })
  try {
    const key = createPrivateKey({ key: pem, format: 'pem', ...(passphrase !== undefined && { passphrase }) })
    return key.export({ format: 'pem', type: 'pkcs8' }).toString()
  } catch {
    // The reason of OpenSSL names no more than this, and its error holds the key.
    throw new KerrosError(
      'E_INVALID_OPTION',
      `${where} is not a private key${passphrase === undefined ? '' : ' for this passphrase'}`,
      {
        hint: 'Use a PEM file as `openssl genrsa 2048 | openssl pkcs8 -topk8` writes it, and check the passphrase.',
      },
    )
  }
}

import { isKerrosError, KerrosError } from '../../core/errors/index.js'

const NETWORK = /^(ENOTFOUND|ECONNREFUSED|ECONNRESET|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT|EAI_AGAIN|TimeoutError)$/
const REFUSED =
  /^(AccessDenied|Forbidden|InvalidAccessKeyId|SignatureDoesNotMatch|ExpiredToken|TokenRefreshRequired|InvalidToken|AllAccessDisabled|403)$/
const NO_CREDENTIALS = /^(CredentialsProviderError|TokenProviderError)$/

/**
 * Turns a failure of the AWS SDK into an error that the user understands. The SDK's own message is left out if it could
 * contain keys: S3 repeats the access key and the string that was signed.
 *
 * @param doing As in `upload ratings.csv to s3://bucket/ratings.csv`.
 */
export function toStorageError(error: unknown, doing: string, bucket: string): unknown {
  if (isKerrosError(error) || !(error instanceof Error)) return error
  const name = nameOf(error)
  if (error.name === 'AbortError') return new KerrosError('E_CANCELLED', `stopped before the end: ${doing}`)
  if (name === 'NoSuchBucket')
    return storageError(
      `cannot ${doing}: there is no bucket "${bucket}"`,
      'Create the bucket, or correct the address of the stage.',
    )
  if (NO_CREDENTIALS.test(name))
    return refused(
      `cannot ${doing}: there are no credentials for AWS`,
      'Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or name a profile in AWS_PROFILE (for a profile that uses SSO, run aws sso login first).',
    )
  if (name.startsWith('Expired'))
    return refused(`cannot ${doing}: the credentials for AWS have expired`, 'Log in again, or set new ones.')
  if (REFUSED.test(name))
    return refused(
      `cannot ${doing}: S3 does not permit it (${name})`,
      `The credentials need s3:PutObject, s3:GetObject, s3:AbortMultipartUpload and s3:ListMultipartUploadParts on ${bucket}/*, and s3:ListBucket and s3:ListBucketMultipartUploads on ${bucket}.`,
    )
  if (error.message.startsWith('Region is missing'))
    return storageError(`cannot ${doing}: the region of AWS is not set`, "Set AWS_REGION to the bucket's region.")
  if (/^(PermanentRedirect|AuthorizationHeaderMalformed|301)$/.test(name))
    return storageError(`cannot ${doing}: the bucket is in another region`, "Set AWS_REGION to the bucket's region.")
  if (NETWORK.test(name))
    return storageError(
      `cannot ${doing}: S3 cannot be reached (${name})`,
      'Check the network, and AWS_ENDPOINT_URL_S3 when it is set. What was sent stays: load again to continue.',
    )
  return storageError(
    `cannot ${doing}: S3 answered ${name}`,
    'What was sent stays: load again to continue. The AWS documentation has the error in its list of S3 error codes.',
  )
}

/** The SDK hides the cause of a lost connection in several places, and responses to HEAD have only a status code. */
function nameOf(error: Error & { code?: unknown; $metadata?: { httpStatusCode?: number } }): string {
  if (typeof error.code === 'string') return error.code
  if (error instanceof AggregateError && error.errors[0] instanceof Error) return nameOf(error.errors[0])
  const status = error.$metadata?.httpStatusCode
  return status !== undefined && /^(Unknown(Error)?|Error)$/.test(error.name) ? String(status) : error.name
}

function storageError(message: string, hint: string): KerrosError {
  return new KerrosError('E_STORAGE', message, { hint })
}

function refused(message: string, hint: string): KerrosError {
  return new KerrosError('E_NOT_PERMITTED', message, { hint })
}

import { KerrosError } from '../../core/errors/index.js'

/** The package `@aws-sdk/client-s3`, as it is loaded for the first upload. */
export type S3Module = typeof import('@aws-sdk/client-s3')

/** Keeps the AWS SDK from printing a warning about the version of Node. */
const AWS_WARNING = 'AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'

/**
 * Loads the package `@aws-sdk/client-s3`, an optional peer dependency.
 *
 * @throws KerrosError `E_MISSING_DRIVER` if it is not installed.
 */
export async function loadS3Module(): Promise<S3Module> {
  process.env[AWS_WARNING] ??= 'true'
  try {
    return await import('@aws-sdk/client-s3')
  } catch (cause) {
    throw new KerrosError(
      'E_MISSING_DRIVER',
      'uploading to S3 needs the package "@aws-sdk/client-s3", which is not installed',
      { hint: 'Install it next to kerros: npm install @aws-sdk/client-s3', cause },
    )
  }
}

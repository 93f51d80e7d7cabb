import { createRequire } from 'node:module'
import { KerrosError } from '../../../core/errors/index.js'
import { assertPeerVersion } from '../../../core/peers/peer-versions.js'
import type { SnowflakeSdkConnection } from '../session/sdk-connection.js'

/** What kerros uses of the package `snowflake-sdk`. */
export interface SnowflakeModule {
  configure(options: object): void
  createConnection(options: object): SnowflakeSdkConnection
}

/** What keeps the AWS SDK, which `snowflake-sdk` uses, from printing about the version of Node. */
const AWS_WARNING = 'AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'

/**
 * Loads the driver package `snowflake-sdk`, an optional peer dependency, and silences it: no log on the console, no
 * `snowflake.log` in the working directory.
 *
 * @throws KerrosError `E_MISSING_DRIVER` when it is not installed or cannot be loaded;
 *   `E_PEER_VERSION` for a version that kerros does not work with.
 */
export async function loadSnowflakeModule(): Promise<SnowflakeModule> {
  process.env[AWS_WARNING] ??= 'true'
  assertPeerVersion('snowflake-sdk', installedVersion())
  try {
    // The package's own types declare a module in a global way, so it is taken by its shape.
    const imported: { readonly default: unknown } = await import('snowflake-sdk')
    const module = imported.default as SnowflakeModule
    module.configure({ logLevel: 'OFF', additionalLogToConsole: false })
    return module
  } catch (cause) {
    throw new KerrosError('E_MISSING_DRIVER', missingDriverMessage(cause), {
      hint: 'Install it next to kerros: npm install snowflake-sdk',
      cause,
    })
  }
}

/** undefined when it is not installed, or is part of a bundle. */
function installedVersion(): string | undefined {
  try {
    return createRequire(import.meta.url)('snowflake-sdk/package.json').version
  } catch {
    return undefined
  }
}

function missingDriverMessage(cause: unknown): string {
  const message = cause instanceof Error ? cause.message : ''
  return message.includes("'snowflake-sdk'")
    ? 'Snowflake needs the package "snowflake-sdk", which is not installed'
    : `the package "snowflake-sdk" cannot be loaded with Node ${process.versions.node}`
}

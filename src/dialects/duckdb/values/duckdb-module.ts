import { createRequire } from 'node:module'
import { KerrosError } from '../../../core/errors/index.js'
import { assertPeerVersion } from '../../../core/peers/peer-versions.js'

/** The driver package, as it is loaded on the first connection. */
export type DuckDbModule = typeof import('@duckdb/node-api')

/**
 * Loads the driver package `@duckdb/node-api`, an optional peer dependency.
 *
 * @throws KerrosError `E_MISSING_DRIVER` when it, or its binary for this platform, is not installed;
 *   `E_PEER_VERSION` when it is too old.
 */
export async function loadDuckDbModule(): Promise<DuckDbModule> {
  const module = await importModule()
  assertPeerVersion('@duckdb/node-api', module.version())
  return module
}

async function importModule(): Promise<DuckDbModule> {
  // The package is CommonJS. An import reads all its files twice, first for the names that they export: 0.1 s in every command.
  try {
    return createRequire(import.meta.url)('@duckdb/node-api')
  } catch {
    // Only import finds what a bundler or a loader has put in the place of the package, and its errors are known.
    return importFound()
  }
}

async function importFound(): Promise<DuckDbModule> {
  try {
    return await import('@duckdb/node-api')
  } catch (cause) {
    throw new KerrosError('E_MISSING_DRIVER', missingDriverMessage(cause), {
      hint: 'Install it next to kerros: npm install @duckdb/node-api',
      cause,
    })
  }
}

function missingDriverMessage(cause: unknown): string {
  const message = cause instanceof Error ? cause.message : ''
  return message.includes("'@duckdb/node-api'")
    ? 'DuckDB needs the package "@duckdb/node-api", which is not installed'
    : `the package "@duckdb/node-api" cannot be loaded on ${process.platform}-${process.arch} with Node ${process.versions.node}`
}

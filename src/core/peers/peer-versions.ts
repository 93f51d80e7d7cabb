import { DefaultQueryCompiler } from 'kysely'
import { KerrosError } from '../errors/index.js'

/** A package next to kerros, and the versions of it that kerros is tested with. */
interface PeerPackage {
  /** As npm writes it. */
  readonly range: string
  readonly from: string
  /** The first version that is too new. */
  readonly below?: string
  /** What to give `npm install`. */
  readonly install: string
}

/**
 * The versions that kerros accepts; docs/kysely.md says why. package.json repeats them as far as npm can say them: a range of npm
 * does not match DuckDB's versions, which all end in `-r.1` or the like.
 */
export const PEER_VERSIONS = {
  kysely: { range: '^0.29.0', from: '0.29.0', below: '0.30.0', install: 'kysely@0.29' },
  '@duckdb/node-api': { range: '>=1.5.0', from: '1.5.0', install: '@duckdb/node-api' },
  'snowflake-sdk': { range: '^3.3.0', from: '3.3.0', below: '4.0.0', install: 'snowflake-sdk@3' },
} as const satisfies { readonly [name: string]: PeerPackage }

/**
 * Refuses a version of a package that kerros does not work with.
 *
 * @param found The installed version. undefined, when it is not known, as in an application that is bundled, is accepted.
 * @throws KerrosError `E_PEER_VERSION`.
 */
export function assertPeerVersion(name: keyof typeof PEER_VERSIONS, found: string | undefined): void {
  const { from, below }: PeerPackage = PEER_VERSIONS[name]
  if (found === undefined || (compare(found, from) >= 0 && (!below || compare(found, below) < 0))) return
  throw wrongVersion(name, found)
}

/**
 * Refuses a Kysely that is too old where its version cannot be read: its query compiler lacks a node.
 *
 * @throws KerrosError `E_PEER_VERSION`.
 */
export function assertKyselyNodes(compiler: object = DefaultQueryCompiler.prototype): void {
  if (!('visitAddValue' in compiler)) throw wrongVersion('kysely', 'an older one')
}

function wrongVersion(name: keyof typeof PEER_VERSIONS, found: string): KerrosError {
  const { range, install } = PEER_VERSIONS[name]
  return new KerrosError('E_PEER_VERSION', `kerros needs ${name} ${range}, and ${found} is installed`, {
    hint: `Install a version in that range: npm install ${install}`,
  })
}

/** By major, minor and patch version. A pre-release counts as its release: DuckDB's versions are all written so. */
function compare(a: string, b: string): number {
  const [left, right] = [numbers(a), numbers(b)]
  const at = left.findIndex((number, i) => number !== right[i])
  return at < 0 ? 0 : left[at]! - right[at]!
}

function numbers(version: string): readonly number[] {
  const [, major, minor, patch] = /^v?(\d+)\.(\d+)\.(\d+)/.exec(version) ?? []
  return [Number(major), Number(minor), Number(patch)]
}

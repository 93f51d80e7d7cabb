import { ownPackage } from './own-package.js'

/** The version of this package; `unknown` if its package.json cannot be found. */
export async function ownVersion(): Promise<string> {
  return (await ownPackage())?.version ?? 'unknown'
}

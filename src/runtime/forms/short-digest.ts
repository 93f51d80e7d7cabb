import { createHash } from 'node:crypto'

/** A digest of a string, in 16 letters: 96 bits are enough to tell millions of them apart. */
export function shortDigest(text: string): string {
  return createHash('sha256').update(text).digest('base64url').slice(0, 16)
}

import { createHash } from 'node:crypto'
import { canonicalText } from '../../core/nodes/canonical-text.js'

/** A short digest of a value: the same in any order of its properties, and where one is undefined or left out. */
export function digestOf(value: unknown): string {
  return createHash('sha256').update(canonicalText(value)).digest('hex').slice(0, 16)
}

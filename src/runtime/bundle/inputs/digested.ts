import { createHash } from 'node:crypto'

/** The length of a digest in bytes. */
const LENGTH = 32

/**
 * Content with its digest in front, for files that are trusted when they are read: a full disk, a crash or a bad sector
 * can damage them.
 *
 * @param owner What the content belongs to: content of something else does not match.
 */
export function withDigest(content: Uint8Array, owner: string): Buffer {
  return Buffer.concat([digestOf(content, owner), content])
}

/** The content after a digest; `undefined` if the two do not match. */
export function undigested(file: Buffer, owner: string): Buffer | undefined {
  const content = file.subarray(LENGTH)
  return digestOf(content, owner).equals(file.subarray(0, LENGTH)) ? content : undefined
}

function digestOf(content: Uint8Array, owner: string): Buffer {
  return createHash('sha256').update(`${owner}|`).update(content).digest()
}

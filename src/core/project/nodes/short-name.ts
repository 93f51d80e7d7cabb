/** Characters of a name that people can still read in a line. */
const MOST = 100

/**
 * A name that is not too long to be read and typed: the beginning of one that is, with a hash of the whole behind it, so
 * that names stay distinct, and the same from run to run.
 */
export function shortName(name: string): string {
  if (name.length <= MOST) return name
  const hash = fnv1a(name)
  return `${name.slice(0, MOST - hash.length - 1)}_${hash}`
}

/** FNV-1a of 32 bits, in 8 hexadecimal digits: http://www.isthe.com/chongo/tech/comp/fnv/ */
function fnv1a(text: string): string {
  let hash = 0x811c9dc5
  for (const byte of new TextEncoder().encode(text)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0
  return hash.toString(16).padStart(8, '0')
}

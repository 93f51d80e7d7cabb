/** Where two trees of one shape differ. */
export interface TreeDifference {
  /** Keys and positions from the root, each after a point: `.selections.0.selection.column.column.name`. */
  readonly path: string
  readonly before: string
  readonly after: string
  /** Whether it is the name of a property and not its value; the path is then the property's. */
  readonly isKey: boolean
}

/** What a comparison does not go into. */
export type Leaves = (value: object) => boolean

/** What two trees have in common, and what not. */
export interface ComparedTrees {
  /** The strings in which they differ where they have one shape. */
  readonly differences: readonly TreeDifference[]
  /** The paths of the innermost operation nodes that have not one shape; what is within them is not compared. */
  readonly mismatches: readonly string[]
}

/**
 * The strings in which two trees of plain objects and lists differ; `undefined` if they have not one shape. Functions, dates
 * and other objects count as equal: each call makes new ones.
 */
export function treeDifferences(
  before: unknown,
  after: unknown,
  isLeaf?: Leaves,
): readonly TreeDifference[] | undefined {
  const { differences, mismatches } = comparedTrees(before, after, isLeaf)
  return mismatches.length === 0 ? differences : undefined
}

/** Compares two trees as {@link treeDifferences} does, past places that have not one shape. */
export function comparedTrees(before: unknown, after: unknown, isLeaf: Leaves = () => false): ComparedTrees {
  const found: TreeDifference[] = []
  const mismatches: string[] = []
  const seen = new Set<object>()
  const compare = (a: unknown, b: unknown, path: string): boolean => {
    if (typeof a === 'string' && typeof b === 'string') {
      if (a !== b) found.push({ path, before: a, after: b, isKey: false })
      return true
    }
    if (Array.isArray(a) || Array.isArray(b))
      return (
        Array.isArray(a) &&
        Array.isArray(b) &&
        a.length === b.length &&
        a.every((each, i) => compare(each, b[i], `${path}.${i}`))
      )
    if (!isPlain(a) || !isPlain(b)) return typeof a === typeof b && (typeof a === 'object' || isSame(a, b))
    if (seen.has(a) || (path !== '' && isLeaf(a))) return true
    seen.add(a)
    const [compared, mismatched] = [found.length, mismatches.length]
    const isEqual = compareKeys(a, b, path)
    seen.delete(a)
    if (isEqual || typeof a['kind'] !== 'string') return isEqual
    found.length = compared
    mismatches.splice(mismatched, Number.POSITIVE_INFINITY, path)
    return true
  }
  const compareKeys = (a: PlainObject, b: PlainObject, path: string): boolean => {
    const [keysBefore, keysAfter] = [Object.keys(a), Object.keys(b)]
    return (
      keysBefore.length === keysAfter.length &&
      keysBefore.every((key, i) => {
        const other = keysAfter[i]!
        if (key !== other) found.push({ path: `${path}.${key}`, before: key, after: other, isKey: true })
        return compare(a[key], b[other], `${path}.${key}`)
      })
    )
  }
  if (!compare(before, after, '')) mismatches.push('')
  return { differences: found, mismatches }
}

interface PlainObject {
  readonly [key: string]: unknown
}

function isPlain(value: unknown): value is PlainObject {
  if (typeof value !== 'object' || value === null) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}

function isSame(a: unknown, b: unknown): boolean {
  return typeof a === 'function' || Object.is(a, b)
}

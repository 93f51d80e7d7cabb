const MIB = 1024 * 1024

/** S3 takes no parts of less than 5 MiB, save the last, and at most 10,000 of them. */
const SMALLEST = 8 * MIB
const MOST_PARTS = 10_000

/**
 * How large the parts of a file are, in bytes: always the same for files of one size, so that a later upload can compare
 * and go on with the parts of an earlier one.
 */
export function partSizeOf(size: number): number {
  return Math.max(SMALLEST, Math.ceil(size / MOST_PARTS / MIB) * MIB)
}

/** A record of a JSON file: the bytes of one value, without space around it. */
export interface JsonRecord {
  readonly bytes: Buffer
  /** The line on which it begins, from 1. */
  readonly line: number
  /** Why it is not a record. */
  readonly unreadable?: string
}

/** Splits a file into records as its bytes arrive. */
export interface JsonSplitter {
  /** Reads the next bytes. They are copied if they are needed later. */
  write(chunk: Buffer): void
  /** To be called after the last bytes. */
  end(): void
}

/** In bytes. It is the default of DuckDB, and more are held in memory several times. */
export const LONGEST_RECORD = 16 * 1024 * 1024

export const TOO_LONG = 'an object is longer than 16 MB'

/** The bytes that JSON ignores between values. */
export function isSpace(byte: number): boolean {
  return byte === 32 || byte === 10 || byte === 13 || byte === 9
}

/** Bytes without space around them. */
export function trimmed(bytes: Buffer): Buffer {
  let start = 0
  let end = bytes.length
  while (start < end && isSpace(bytes[start]!)) start++
  while (end > start && isSpace(bytes[end - 1]!)) end--
  return start === 0 && end === bytes.length ? bytes : bytes.subarray(start, end)
}
